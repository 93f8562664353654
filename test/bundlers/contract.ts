import { describe } from 'vitest'
import { effects } from './contract/effects'
import { emitted } from './contract/emitted'
import { failures } from './contract/failures'
import { hooks } from './contract/hooks'
import { questions } from './contract/questions'
import { results } from './contract/results'
import type { Door } from './contract/door'

/** What holds for a plugin in each bundler. The plugins are small, written in the project and declared by the user. */
export function contract(door: Door): void {
  describe('hooks', () => {
    hooks(door)
  })
  describe('results', () => {
    results(door)
  })
  describe('effects', () => {
    effects(door)
  })
  describe('emitted files', () => {
    emitted(door)
  })
  describe('questions to the bundler', () => {
    questions(door)
  })
  describe('failures', () => {
    failures(door)
  })
}
