import type { Slot } from './read-entry.js'
import type { Session } from './session.js'
import { plain, type Text } from './text.js'

/**
 * The arguments of a process. A named argument yields two, its name and its value; a boolean one without a value of its own yields its name
 * or nothing; a name that ends in `=` is joined with its value.
 */
export function fillArguments(slots: readonly Slot[], session: Session): Text[] {
  return slots.flatMap((slot) => {
    if (slot.kind !== 'named') return session.fill(slot) ?? []
    if (slot.name === '') {
      session.warnings.push('A named argument without a name is left out.')
      return []
    }
    const name = plain(slot.name)
    if (slot.isFlag) return [name]
    const isSwitch = slot.value === undefined && slot.format === 'boolean'
    if (isSwitch || (slot.value === undefined && typeof session.given(slot) === 'boolean')) {
      return isOn(slot, session) ? [name] : []
    }
    const values = session.fill(slot) ?? []
    return values.flatMap((value) => (slot.name.endsWith('=') ? [[...name, ...value]] : [name, value]))
  })
}

function isOn(slot: Slot, session: Session): boolean {
  const given = session.given(slot)
  if (typeof given === 'boolean') return given
  return session.fill(slot)?.some((value) => value.some((part) => part.text === 'true')) ?? false
}
