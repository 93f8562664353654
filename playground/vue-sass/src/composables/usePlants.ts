import { computed } from 'vue'
import { samplePlants } from '@/data/plants'
import type { Plant, PlantDraft } from '@/types'
import { toIso, today } from '@/utils/dates'
import { nextWatering, thirst } from '@/utils/watering'
import { useLocalStorage } from './useLocalStorage'

export function usePlants() {
  const plants = useLocalStorage<Plant[]>('windowsill:plants', samplePlants)

  const byUrgency = computed(() =>
    [...plants.value].sort((a, b) => nextWatering(a) - nextWatering(b)),
  )
  const thirstyCount = computed(() =>
    plants.value.filter(plant => ['today', 'late'].includes(thirst(plant))).length,
  )

  function add(draft: PlantDraft): void {
    plants.value.push({ ...draft, id: crypto.randomUUID(), readings: [] })
  }

  function water(id: string): void {
    const plant = plants.value.find(candidate => candidate.id === id)
    if (!plant) return
    plant.lastWatered = toIso(today())
    plant.readings.push({ day: plant.readings.length, moisture: 95 })
  }

  function remove(id: string): void {
    plants.value = plants.value.filter(plant => plant.id !== id)
  }

  return { plants, byUrgency, thirstyCount, add, water, remove }
}
