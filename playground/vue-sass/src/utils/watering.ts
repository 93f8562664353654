import type { Plant, Thirst } from '@/types'
import { toDay, today } from './dates'

/** Plants in full sun dry out faster, those in the shade slower. */
const LIGHT_FACTOR: Record<Plant['light'], number> = {
  'full sun': 0.8,
  'indirect': 1,
  'shade': 1.25,
}

export function nextWatering(plant: Plant): number {
  const pause = Math.max(1, Math.round(plant.everyDays * LIGHT_FACTOR[plant.light]))
  return toDay(plant.lastWatered) + pause
}

export function thirst(plant: Plant, now = today()): Thirst {
  const left = nextWatering(plant) - now
  if (left < 0) return 'late'
  if (left === 0) return 'today'
  return left <= 2 ? 'soon' : 'fine'
}

export function averageMoisture(plant: Plant): number {
  if (plant.readings.length === 0) return 0
  const sum = plant.readings.reduce((total, reading) => total + reading.moisture, 0)
  return Math.round(sum / plant.readings.length)
}
