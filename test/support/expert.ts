import type { TestAccount, TestApp } from './app.ts'

/** A doctor of traditional medicine on the panel, signed in, with nothing planned. */
export async function addExpert(site: TestApp): Promise<TestAccount & { readonly expertId: string }> {
  const account = await site.addAccount('doctor', '陈建国')
  const { id } = await site.database.db
    .insertInto('expert')
    .values({
      accountId: account.id,
      nameHan: '陈建国',
      nameLatin: 'Chen Jianguo',
      specialties: ['tcm'],
      institution: 'A',
      licenseNumber: '1',
      licenseVerifiedBy: 'B',
      timeZone: 'Asia/Shanghai',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...account, expertId: id }
}
