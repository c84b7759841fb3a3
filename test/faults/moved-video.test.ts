import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../supervision/free-port.ts'
import { framesRising, launchBrowser, screenshot } from '../support/browser.ts'
import { meetInDemo } from '../support/demo-visit.ts'
import { createDataFolder, killLeftovers, startQiaoyi } from '../support/qiaoyi.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(killLeftovers)
afterAll(() => browser?.close())

/** Another program that listens there from the moment when the port is free. */
async function takePort(port: number): Promise<Server> {
  for (;;) {
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return server
    } catch {
      await sleep(50)
    }
  }
}

test('a call whose LiveKit comes up at another port goes on: pages load anew by themselves, but not under a hand that writes', async () => {
  await using folder = await createDataFolder()
  const env = { DATA_FOLDER: folder.path, PORT: String(await freePort()) }
  const first = startQiaoyi(env)
  await first.ready()
  await expect.poll(() => first.output).toContain('sign in as coordinator')
  const { compatriot, doctor, close } = await meetInDemo(browser, first.output)
  const access = JSON.parse(await readFile(join(folder.path, 'livekit', 'access.json'), 'utf8')) as {
    ports: { http: number }
  }

  first.process.kill('SIGKILL')
  await first.ended()
  const other = await takePort(access.ports.http)
  try {
    const assessment = doctor.getByLabel('A 评估')
    await assessment.fill('疑似肺炎')
    const second = startQiaoyi(env)
    await second.ready()

    // The doctor is in the middle of writing: the page stays, and says what to do.
    await doctor.getByText('视频服务换了地方').waitFor({ timeout: 60_000 })
    await screenshot(doctor, 'moved-doctor')
    await sleep(3_000)
    expect(await assessment.inputValue()).toBe('疑似肺炎')
    await assessment.pressSequentially('，左下')
    await doctor.getByRole('button', { name: '重新载入' }).click()

    await Promise.all([compatriot, doctor].map((page) => framesRising(page)))
    await expect.poll(() => assessment.inputValue()).toBe('疑似肺炎，左下')
    await close()
  } finally {
    other.close()
  }
}, 180_000)
