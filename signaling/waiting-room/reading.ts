/** What rooms above read and lock of the waiting room, inside transactions of their own. */
export { type Demand, type Demands, findCandidates, findWaiting, type StandInDemand } from './candidate-store.ts'
export { findDoctorsOnDuty, findOnlookers, type Onlooker, type PanelDoctor } from './duty-store.ts'
export { lockTicket } from './ticket-store.ts'
