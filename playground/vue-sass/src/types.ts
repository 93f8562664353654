export type Light = 'shade' | 'indirect' | 'full sun'

export interface Reading {
  day: number
  moisture: number
}

export interface Plant {
  id: string
  name: string
  species: string
  light: Light
  everyDays: number
  lastWatered: string
  tags: string[]
  readings: Reading[]
}

export type PlantDraft = Omit<Plant, 'id' | 'readings'>

export type Thirst = 'fine' | 'soon' | 'today' | 'late'

export interface PlantFilter {
  text: string
  light: Light | 'any'
  onlyThirsty: boolean
}
