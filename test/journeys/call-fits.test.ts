import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, framesRising, PHONE, screenshot } from '../support/browser.ts'
import { writeAndSign } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift } from '../support/people.ts'
import { inviteExpert, meet, openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: { cameras: 2 } })

/** Scrolls to it and asks what lies on its middle: it, or something that covers it. */
async function isUncovered(part: Locator): Promise<boolean> {
  await part.scrollIntoViewIfNeeded()
  return await part.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    const above = document.elementFromPoint(left + width / 2, top + height / 2)
    return above !== null && (element.contains(above) || above.contains(element))
  })
}

/** Once all has moved to its place. */
async function expectEachReachable(page: Page, parts: Readonly<Record<string, Locator>>): Promise<void> {
  const findCovered = async (): Promise<string[]> => {
    const covered: string[] = []
    for (const [name, part] of Object.entries(parts)) if (!(await isUncovered(part))) covered.push(name)
    return covered
  }
  await expect.poll(findCovered).toEqual([])
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
}

test('a long message is written and sent on a phone, also in the largest text and in Italian', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const parts = (send: string): Readonly<Record<string, Locator>> => ({
    text: patient.locator('form textarea'),
    send: patient.getByRole('button', { name: send, exact: true }),
    microphone: patient.getByRole('group').getByRole('button').first(),
    leave: patient.getByRole('group').getByRole('button').last(),
  })
  await patient.getByRole('button', { name: /^文字/ }).click()
  await patient.locator('form textarea').fill('药盒上写着对乙酰氨基酚缓释片，每片六百五十毫克。'.repeat(8))
  await expectEachReachable(patient, parts('发送'))
  await patient.getByRole('button', { name: '大字' }).click()
  await expectEachReachable(patient, parts('发送'))
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByRole('button', { name: 'Invia', exact: true }).waitFor()
  await expectEachReachable(patient, parts('Invia'))
  await expectAccessible(patient)
  await screenshot(patient, 'call-large-chat')
  await patient.getByRole('button', { name: 'Invia', exact: true }).click()
  await patient.getByText('六百五十毫克').first().waitFor()
  // Whoever writes has the name that the reader can read.
  await doctor.getByRole('button', { name: /^文字/ }).click()
  await doctor.getByLabel('写给大家').fill('一次一片')
  await doctor.getByRole('button', { name: '发送', exact: true }).click()
  await patient.getByRole('log').getByText('Chen Jianguo').waitFor()

  // Out of the call, with the conversation still open.
  await patient.getByRole('group').getByRole('button', { name: 'Lascia' }).click()
  await expectEachReachable(patient, {
    back: patient.getByRole('button', { name: 'Rientra' }),
    away: patient.getByRole('button', { name: 'Lascio la visita' }),
    text: patient.locator('form textarea'),
  })
  await screenshot(patient, 'call-large-left')
})

/** Runs in the page: what of names, tools and the conversation is covered, cut, or outside. */
function findHidden(): string[] {
  const parts = document.querySelectorAll(
    'h1 + div > :first-child p, ul > li p:has(strong), main :is(button, textarea, [role=log])',
  )
  return [...parts].flatMap((part) => {
    part.scrollIntoView({ block: 'nearest' })
    const { left, right, top, bottom } = part.getBoundingClientRect()
    const within = 4
    const points = [
      [left + within, top + within],
      [right - within, top + within],
      [(left + right) / 2, (top + bottom) / 2],
      [left + within, bottom - within],
      [right - within, bottom - within],
    ] as const
    const covered = points.some(([x, y]) => !part.contains(document.elementFromPoint(x, y)))
    // What scrolls is not cut, and a long name may end in dots.
    const names = [...part.querySelectorAll('strong')].filter(({ textContent }) => textContent.length < 5)
    const whole = part.matches('textarea, [role=log]') ? [] : [part, ...names]
    const cut = whole.some(
      ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
        scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
    )
    const what = part.getAttribute('aria-label') ?? (part.textContent || part.tagName)
    return [...(covered ? [`${what} is covered`] : []), ...(cut ? [`${what} is cut`] : [])]
  })
}

/** Runs in the page: whether it scrolls sideways or, lying on its side, at all, and whether a picture is too small to see. */
function findOutgrown(): string[] {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
  const sides = [...document.querySelectorAll('ul > li video')].flatMap((one) => [one.clientWidth, one.clientHeight])
  // What is cut there can be brought into view by a program alone.
  const stage = document.querySelector('h1 + div')
  return [
    ...(scrollWidth > clientWidth ? ['the page scrolls sideways'] : []),
    ...(stage !== null && stage.scrollWidth > stage.clientWidth ? ['the stage is cut'] : []),
    ...(clientHeight < 500 && scrollHeight > clientHeight ? ['the page scrolls'] : []),
    ...(Math.min(...sides) <= 120 ? [`a picture has ${sides.join(', ')}`] : []),
  ]
}

/** Names, tools and the open conversation have a place each, and each picture is seen beside them: once all has moved there. */
async function expectOwnPlaces(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(findHidden)).toEqual([])
  await expect.poll(() => page.evaluate(findOutgrown)).toEqual([])
}

const postures = [
  { posture: 'upright', size: PHONE.size },
  { posture: 'side', size: { width: 740, height: 360 } },
]

/** Runs in the page: which words of the controls are not seen. */
function findUnseenWords(): string[] {
  return [...document.querySelectorAll('[role=group] > button > span > span:first-child')].flatMap((words) => {
    const { left, right, top, bottom } = words.getBoundingClientRect()
    const seen =
      words.parentElement?.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2)) === true
    return seen && right <= window.innerWidth && left >= 0 ? [] : [words.textContent]
  })
}

/** Upright and on its side, the conversation closed and open. */
async function expectOwnPlacesInEachPosture(page: Page, called: string): Promise<void> {
  for (const chat of ['closed', 'open']) {
    if (chat === 'open') await page.getByRole('group').getByRole('button').nth(3).click()
    for (const { posture, size } of postures) {
      await page.setViewportSize(size)
      await page.evaluate(() => window.scrollTo(0, 0))
      await expectOwnPlaces(page)
      await screenshot(page, `call-${called}-${posture}-${chat}`)
    }
  }
  await page.getByRole('group').getByRole('button').nth(3).click()
}

test('in large text names, tools and the conversation have a place each, however the phone lies', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '大字' }).click()
  await expectOwnPlacesInEachPosture(patient, 'zh')
  await expectAccessible(patient)
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByRole('button', { name: 'Testo grande' }).waitFor()
  await patient.getByRole('listitem').getByText('Chen Jianguo').waitFor()
  await expectOwnPlacesInEachPosture(patient, 'it')

  // On its side each control has its word; beside the conversation, while the keyboard or a finger is there.
  await patient.setViewportSize({ width: 740, height: 360 })
  await expect.poll(() => patient.evaluate(findUnseenWords)).toEqual([])
  await patient.getByRole('group').getByRole('button').nth(3).click()
  const words = ['Audio', 'Video', 'Solo voce', 'Chat', 'Lascia']
  await expect.poll(() => patient.evaluate(findUnseenWords)).toEqual(words)
  await patient.getByRole('group').getByRole('button').nth(1).focus()
  await patient.keyboard.press('Tab')
  await expect.poll(() => patient.evaluate(findUnseenWords)).toEqual(words.filter((word) => word !== 'Solo voce'))
  await screenshot(patient, 'call-it-side-named')
  await patient.getByRole('group').getByRole('button').nth(3).click()
  for (const name of [/^Audio/, /^Video/, /^Solo voce/, /^Chat/, 'Lascia', 'Dispositivi', 'Gira']) {
    await patient.getByRole('button', { name }).waitFor()
  }
})

/** Runs in the page: which words in place of one's own picture are broken in two or stand outside of it. */
function findBrokenOfOwn(): string[] {
  const place = document.querySelector('h1 + div button[aria-label] + p')
  const box = place?.getBoundingClientRect()
  const said = place?.firstChild
  if (box === undefined || said === null || said === undefined) return ['nothing is said']
  return [...(said.textContent ?? '').matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
    const range = document.createRange()
    range.setStart(said, index)
    range.setEnd(said, index + word.length)
    const [first, ...more] = range.getClientRects()
    const whole = first !== undefined && more.length === 0
    const inside =
      whole && first.left >= box.left && first.right <= box.right && first.top >= box.top && first.bottom <= box.bottom
    return inside ? [] : [word]
  })
}

test('in Italian the tools stand whole beside what is said of the connection, and so do the words in place of oneself', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByText(/^Connessione buona$/).waitFor()
  await expectOwnPlacesInEachPosture(patient, 'it-usual')
  await patient.setViewportSize(PHONE.size)
  await patient.getByRole('button', { name: /^Video/ }).click()
  await patient.getByText('Video spento').waitFor()
  await expect.poll(() => patient.evaluate(findBrokenOfOwn)).toEqual([])
  // A camera that is asked for and has not answered.
  await patient.getByRole('button', { name: /^Video/ }).click()
  await patient.getByText('Video spento').waitFor({ state: 'detached' })
  await patient.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined)
  })
  await patient.reload()
  await patient.getByText('Video in avvio…').waitFor()
  for (const size of ['usual', 'larger']) {
    if (size === 'larger') await patient.getByRole('button', { name: 'Testo grande' }).click()
    await expect.poll(() => patient.evaluate(findBrokenOfOwn)).toEqual([])
    await screenshot(patient, `call-it-camera-starting-${size}`)
  }
})

/** Runs in the page: which controls are not whole on the screen, as it stands. */
function findOffScreen(): string[] {
  return [...document.querySelectorAll('[role=group] > button')].flatMap((control) => {
    const { top, bottom } = control.getBoundingClientRect()
    return top >= 0 && bottom <= window.innerHeight ? [] : [control.textContent]
  })
}

test('in large text microphone and Leave stay on the screen while the conversation is open, also with advice to be read', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '大字' }).click()
  await patient.getByRole('button', { name: /^文字/ }).click()
  await patient.locator('form textarea').waitFor()
  await expect.poll(() => patient.evaluate(findOffScreen)).toEqual([])
  await screenshot(patient, 'call-large-chat-controls-zh')
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByRole('button', { name: 'Testo grande' }).waitFor()
  await expect.poll(() => patient.evaluate(findOffScreen)).toEqual([])
  await screenshot(patient, 'call-large-chat-controls-it')
  await writeAndSign(doctor)
  await patient.getByRole('button', { name: 'Legga i consigli' }).waitFor()
  await expect.poll(() => patient.evaluate(findOffScreen)).toEqual([])
  await expectAccessible(patient)
  await patient.evaluate(() => window.scrollTo(0, 0))
  await expect.poll(() => patient.evaluate(findOffScreen)).toEqual([])
  await screenshot(patient, 'call-large-chat-advice')
  await expectEachReachable(patient, {
    read: patient.getByRole('button', { name: 'Legga i consigli' }),
    text: patient.locator('form textarea'),
    microphone: patient.getByRole('group').getByRole('button').first(),
    leave: patient.getByRole('group').getByRole('button').last(),
  })
})

test('in large text two names have a place each, beside the mark of who is not heard', async () => {
  const colleague = await addDoctorOnShift(site, { name: '王芳', specialties: ['dermatology'] })
  const { doctor, patient } = await meet(site)
  await patient.getByRole('button', { name: '大字' }).click()
  await patient.getByRole('combobox').selectOption('it')
  await inviteExpert(doctor, colleague)
  const expert = await openAs(site, colleague, '/')
  await expert.getByRole('button', { name: '请求进入' }).click()
  await doctor.getByRole('button', { name: '请进' }).click()
  await expert.getByRole('link', { name: '进入会诊' }).click()
  await framesRising(expert)
  await expert.getByRole('button', { name: /^麦克风/ }).click()
  await patient.getByRole('listitem').filter({ hasText: 'Microfono spento' }).waitFor()
  await patient.locator('ul > li video').nth(1).waitFor()
  await expectOwnPlacesInEachPosture(patient, 'it-three')
})
