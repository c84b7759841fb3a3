import type { ReactNode } from 'react'
import { CameraIcon, ChatIcon, LeaveIcon, MicrophoneIcon, TurnIcon, VoiceIcon } from '../../ui/call-icons.tsx'
import { FamilyIcon, HomeIcon, RecordsIcon, SettingsIcon } from '../../ui/icons.tsx'
import { Row } from '../../ui/page.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'

type Word = (say: RealWords) => string

function icon(Icon: () => ReactNode, when: string, word: Word): Piece {
  return {
    piece: Icon,
    when,
    states: [
      {
        name: 'Beside its word',
        show: (say) => (
          <Row>
            <Icon />
            {word(say)}
          </Row>
        ),
      },
    ],
  }
}

function deviceIcon(Icon: (props: { off?: boolean }) => ReactNode, when: string, word: Word): Piece {
  return {
    piece: Icon,
    when,
    states: [
      {
        name: 'On',
        show: (say) => (
          <Row>
            <Icon />
            {word(say)} {say.consultations('control.on')}
          </Row>
        ),
      },
      {
        name: 'Off',
        show: (say) => (
          <Row>
            <Icon off />
            {word(say)} {say.consultations('control.off')}
          </Row>
        ),
      },
    ],
  }
}

/** Line icons stand beside words, never instead of them. */
export const icons: readonly Piece[] = [
  icon(HomeIcon, 'The home screen, in the bar of links.', (say) => say.shell('home')),
  icon(RecordsIcon, 'Visits and their advice.', (say) => say.shell('records')),
  icon(FamilyIcon, 'The patients of an account.', (say) => say.shell('family')),
  icon(SettingsIcon, 'The settings.', (say) => say.shell('settings')),
]

/** Those of the call come with it. */
export const callIcons: readonly Piece[] = [
  deviceIcon(MicrophoneIcon, 'The microphone in a call, and whether it is off.', (say) =>
    say.consultations('control.microphone'),
  ),
  deviceIcon(CameraIcon, 'The camera in a call, and whether it is off.', (say) => say.consultations('control.camera')),
  icon(VoiceIcon, 'Voice first: sound without pictures.', (say) => say.consultations('control.voiceFirst')),
  icon(LeaveIcon, 'Leaves the call.', (say) => say.consultations('control.leave')),
  icon(ChatIcon, 'Opens the chat of a call.', (say) => say.consultations('control.chat')),
  icon(TurnIcon, 'Takes the phone’s other camera.', (say) => say.consultations('device.turn')),
]
