import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { framesRising, launchBrowser, newPerson, PHONE } from '../test/support/browser.ts'
import { answerCall, goOnDuty, signInDemoPeople, tellAndWait } from '../test/support/demo-visit.ts'
import { createDataFolder, killLeftovers, startQiaoyi } from '../test/support/qiaoyi.ts'
import shell from '../web/shell/words/zh-CN.json' with { type: 'json' }

const folder = join(import.meta.dirname, '..', 'docs', 'pictures')

/** Takes the README's pictures from a fresh demo hospital, while its people walk through a visit. */
async function main(): Promise<void> {
  await mkdir(folder, { recursive: true })
  await using data = await createDataFolder()
  const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path })
  await using browser = await launchBrowser({ kind: 'whole' })
  await qiaoyi.ready()
  while (!qiaoyi.output.includes('sign in as coordinator')) await new Promise((resolve) => setTimeout(resolve, 50))
  const phone = await newPerson(browser, { ...PHONE, timeZone: 'Europe/Rome' })
  const desk = await newPerson(browser)
  const { compatriot, doctor, coordinator } = await signInDemoPeople(qiaoyi.output, {
    compatriot: phone,
    doctor: desk,
    coordinator: desk,
  })

  await compatriot.getByRole('heading').first().waitFor()
  await take(compatriot, 'home')
  await tellAndWait(compatriot)
  await take(compatriot, 'waiting')
  await coordinator.getByRole('heading').first().click()
  await take(coordinator, 'board')
  await goOnDuty(doctor)
  await compatriot.getByRole('dialog').waitFor()
  await take(compatriot, 'called')
  await answerCall(compatriot)
  await Promise.all([framesRising(compatriot), framesRising(doctor)])
  await take(compatriot, 'call')
  await take(doctor, 'doctor')
  await coordinator.goto(new URL('/roster', coordinator.url()).href)
  await coordinator.getByRole('table').or(coordinator.getByRole('grid')).first().waitFor()
  await take(coordinator, 'roster')

  qiaoyi.process.kill('SIGINT')
  await qiaoyi.ended()
}

/** Once what the screen still waits for has come. */
async function take(page: Page, name: string): Promise<void> {
  // Only the page in front paints its videos.
  await page.bringToFront()
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.waitForFunction((loading) => !document.body.textContent.includes(loading), shell.loading)
  await page.evaluate(() =>
    Promise.all(
      [...document.querySelectorAll('video')].map(
        (video) => new Promise((painted) => video.requestVideoFrameCallback(painted)),
      ),
    ),
  )
  await page.screenshot({ path: join(folder, `${name}.png`) })
  process.stdout.write(`${name}.png\n`)
}

try {
  await main()
} finally {
  killLeftovers()
}
