import type { Plant, Reading } from '@/types'

function readings(...moisture: number[]): Reading[] {
  return moisture.map((value, day) => ({ day, moisture: value }))
}

export const samplePlants: Plant[] = [
  {
    id: 'p1',
    name: 'Fernanda',
    species: 'Nephrolepis exaltata',
    light: 'indirect',
    everyDays: 3,
    lastWatered: '2026-03-02',
    tags: ['bathroom', 'humid'],
    readings: readings(82, 74, 61, 55, 90, 81, 70),
  },
  {
    id: 'p2',
    name: 'Spike',
    species: 'Aloe vera',
    light: 'full sun',
    everyDays: 21,
    lastWatered: '2026-02-20',
    tags: ['kitchen', 'succulent'],
    readings: readings(30, 28, 27, 25, 22, 20, 19),
  },
  {
    id: 'p3',
    name: 'Monty',
    species: 'Monstera deliciosa',
    light: 'indirect',
    everyDays: 7,
    lastWatered: '2026-02-27',
    tags: ['living room'],
    readings: readings(64, 60, 55, 51, 47, 40, 36),
  },
  {
    id: 'p4',
    name: 'Ziggy',
    species: 'Zamioculcas zamiifolia',
    light: 'shade',
    everyDays: 14,
    lastWatered: '2026-03-01',
    tags: ['hallway', 'easy'],
    readings: readings(48, 46, 45, 43, 41, 40, 38),
  },
]
