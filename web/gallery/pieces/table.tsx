import type { ReactNode } from 'react'
import { Notice, Tag } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { samples } from '../samples.ts'

function table(say: RealWords, rows: ReactNode): ReactNode {
  return (
    <Table>
      <thead>
        <tr>
          <th scope="col">{say.panel('table.name')}</th>
          <th scope="col">{say.panel('table.specialties')}</th>
          <th scope="col">{say.panel('table.institution')}</th>
          <th scope="col">{say.panel('table.state')}</th>
        </tr>
      </thead>
      <tbody>{rows}</tbody>
    </Table>
  )
}

function row(name: string, specialty: string, institution: string, state: ReactNode): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{specialty}</td>
      <td>{institution}</td>
      <td>{state}</td>
    </tr>
  )
}

function usualRow(say: RealWords): ReactNode {
  const state = <Tag tone="info">{say.panel('list.onDuty')}</Tag>
  return row(samples.doctor, say.names('specialty.paediatrics'), say.shell('hospital'), state)
}

function longRow(say: RealWords): ReactNode {
  const state = <Tag tone="waiting">{say.board('stuck.tag')}</Tag>
  return row(samples.longName, say.names('specialty.obstetricsGynaecology'), samples.longEmail, state)
}

export const tables: readonly Piece[] = [
  {
    piece: Table,
    when: 'Things of one kind, compared by columns; on a narrow screen each is a block.',
    states: [
      {
        name: 'Two rows, the second with long words',
        broad: true,
        show: (say) =>
          table(
            say,
            <>
              {usualRow(say)}
              {longRow(say)}
            </>,
          ),
      },
      { name: 'A row under the pointer', as: 'hover', broad: true, show: (say) => table(say, usualRow(say)) },
      {
        name: 'Empty',
        broad: true,
        show: (say) =>
          table(
            say,
            <tr>
              <td colSpan={4}>
                <Notice title={say.panel('filter.none')} />
              </td>
            </tr>,
          ),
      },
    ],
  },
]
