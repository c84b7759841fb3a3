import { defineConfig } from 'vitest/config'

/** What starts whole processes, browsers or LiveKit: one file at a time. */
const journeys = [
  'test/journeys/**/*.test.{ts,tsx}',
  'test/faults/**/*.test.ts',
  'test/runtime/**/*.test.ts',
  'test/media/**/*.test.ts',
  'test/support/browser.test.ts',
  'test/web/{pages,live/connection,gallery/page}.test.ts',
]

const client = 'test/web/**/*.test.{ts,tsx}'

/** What runs two files at a time. */
const beside = {
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 10_000 } },
  sequence: { groupOrder: 0 },
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/postgres.ts'],
    // A worker reads the server's modules once, for all of its files; what a file opens it closes.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...journeys, client],
          ...beside,
        },
      },
      {
        extends: true,
        test: {
          name: 'client',
          include: [client],
          exclude: journeys,
          // What a page keeps for as long as it is open, its modules keep.
          isolate: true,
          ...beside,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: journeys,
          fileParallelism: false,
          testTimeout: 180_000,
          // A screen on a busy machine takes its time; whoever waits for it goes on as soon as it is there.
          expect: { poll: { timeout: 40_000 } },
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
