import type { AccessRule, Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import type { ChangeOf, Topic, TopicName, TopicOf, Topics } from '../topics.ts'

interface Named {
  readonly name: string
  /** There is one of its name alone: with an id it is not there, else whoever invents ids has it loaded for each of them. */
  readonly single?: true
  /** Its changes are announced by this name; its own unless given. Processes of the version before may know no other. */
  readonly announcedAs?: TopicName
}

/** Whether there is one of a name is said by the type of its topic, and has to be said again where it is defined. */
type Single<Name extends TopicName> = Name extends Topic ? { readonly single: true } : { readonly single?: never }

/**
 * Something that can be watched: `name`, or `name:id`. Where `load` is called for each viewer, it authorizes as its HTTP
 * twin does and throws the same errors; a change sends the whole new value, if it is a new one.
 */
export interface PersonalTopic extends Named {
  readonly kind: 'personal'
  readonly access: AccessRule
  load(dependencies: Dependencies, viewer: Viewer, id: string | undefined): Promise<unknown>
}

/**
 * A topic that looks the same to all who may watch it. It is loaded once a change, however many watch, and one frame,
 * made once, goes to everybody: the whole value, or what `delta` makes of the two.
 */
export interface SharedTopic<Value = unknown> extends Named {
  readonly kind: 'shared'
  readonly access: AccessRule
  /** The same for all topics that are read from one costly reading, which is made once for all who ask at once: they are loaded together. */
  readonly drawnFrom?: symbol
  /** `previous` is what its watchers have been told, so that only what is new need be read. */
  load(dependencies: Dependencies, id: string | undefined, previous?: Value): Promise<Value>
  /** Where one change concerns hundreds of this name: reads them at once, in the order of the ids. */
  loadTogether?(dependencies: Dependencies, ids: readonly string[]): Promise<readonly Value[]>
  /** For a topic whose id says who may see it: throws for others, before anything is loaded and with each change. */
  admitTo?(id: string | undefined, viewer: Viewer): void
  /**
   * For a topic that not everybody of its roles may see: throws, as its HTTP twin does, for a viewer who may not. Asked at the
   * first look and with each change, so that whoever loses the right is sent nothing more.
   */
  admit?(value: Value, viewer: Viewer): void
  /** What one watcher sees first, given the key of its `watch` frame; the value itself where this is left out. */
  snapshot?(value: Value, key: number | undefined): unknown
  /** What everybody is sent for a change; undefined where nothing is to be sent. */
  delta?(previous: Value, next: Value): unknown
}

export type LiveTopic = PersonalTopic | SharedTopic

type PersonalDefinition<Name extends TopicName> = Omit<PersonalTopic, 'kind' | 'name' | 'single' | 'load'> &
  Single<Name> & {
    readonly name: Name
    load(dependencies: Dependencies, viewer: Viewer, id: string | undefined): Promise<Topics[TopicOf<Name>]>
  }

type SharedDefinition<Name extends TopicName, Value> = Omit<
  SharedTopic<Value>,
  'kind' | 'name' | 'single' | 'load' | 'loadTogether' | 'snapshot' | 'delta'
> &
  Single<Name> & {
    readonly name: Name
    delta?(previous: Value, next: Value): ChangeOf<TopicOf<Name>> | undefined
  } & (Pick<SharedTopic<Value>, 'load'> | Required<Pick<SharedTopic<Value>, 'loadTogether' | 'admitTo'>>) &
  (Value extends Topics[TopicOf<Name>] ? { snapshot?: Snapshot<Name, Value> } : { snapshot: Snapshot<Name, Value> })

type Snapshot<Name extends TopicName, Value> = (value: Value, key: number | undefined) => Topics[TopicOf<Name>]

/** Keeps `Value`, what is loaded, checked inside the definition; the hub only carries it between load, snapshot and delta. */
export function defineSharedTopic<Name extends TopicName, Value = Topics[TopicOf<Name>]>(
  topic: SharedDefinition<Name, Value>,
): LiveTopic {
  return {
    ...topic,
    kind: 'shared',
    load: (dependencies, id, previous) =>
      'load' in topic
        ? topic.load(dependencies, id, previous as Value | undefined)
        : topic.loadTogether(dependencies, [recordOf(id)]).then(([value]) => value),
    ...(topic.admit && { admit: (value: unknown, viewer: Viewer) => topic.admit?.(value as Value, viewer) }),
    snapshot: (value, key) => (topic.snapshot ? topic.snapshot(value as Value, key) : value),
    ...(topic.delta && {
      delta: (previous: unknown, next: unknown) => topic.delta?.(previous as Value, next as Value),
    }),
  }
}

export function definePersonalTopic<Name extends TopicName>(topic: PersonalDefinition<Name>): LiveTopic {
  return { ...topic, kind: 'personal' }
}

/** As the server writes it: another spelling would be another topic. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id of a `name:id` topic; what can't be the id of a record is answered as one that isn't there. */
export function recordOf(id: string | undefined): string {
  if (id === undefined || !uuid.test(id)) throw notFound()
  return id
}
