import { describe, expect, test } from 'vitest'
import { deviceNames } from '../../../web/consultations/carrier/devices.ts'

describe('what a device is called', () => {
  test('its whole name, without the numbers of maker and model', () => {
    expect(deviceNames(['FaceTime HD Camera (05ac:8514)', 'Headset (Galaxy Buds2)', ''])).toEqual([
      'FaceTime HD Camera',
      'Headset (Galaxy Buds2)',
      '',
    ])
  })

  test('of two with the same name the second has a number', () => {
    expect(deviceNames(['HD Webcam (046d:082d)', 'Other', 'HD Webcam (046d:0825)', ''])).toEqual([
      'HD Webcam',
      'Other',
      'HD Webcam 2',
      '',
    ])
  })
})
