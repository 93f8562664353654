import { computed, reactive, type Ref } from 'vue'
import type { Plant, PlantFilter } from '@/types'
import { thirst } from '@/utils/watering'

export function usePlantFilter(plants: Readonly<Ref<Plant[]>>) {
  const filter = reactive<PlantFilter>({ text: '', light: 'any', onlyThirsty: false })

  const filtered = computed(() => {
    const needle = filter.text.trim().toLowerCase()
    return plants.value.filter(plant =>
      (needle === '' || `${plant.name} ${plant.species}`.toLowerCase().includes(needle))
      && (filter.light === 'any' || plant.light === filter.light)
      && (!filter.onlyThirsty || thirst(plant) !== 'fine'),
    )
  })

  return { filter, filtered }
}
