import { computed, defineComponent, type PropType } from 'vue'
import type { Reading } from '@/types'

const WIDTH = 280
const HEIGHT = 80

export default defineComponent({
  name: 'MoistureChart',
  props: {
    readings: { type: Array as PropType<Reading[]>, required: true },
    dryBelow: { type: Number, default: 35 },
  },
  setup(props) {
    const step = computed(() => WIDTH / Math.max(1, props.readings.length - 1))
    const y = (moisture: number) => HEIGHT - (moisture / 100) * HEIGHT
    const path = computed(() => props.readings
      .map((reading, index) => `${index === 0 ? 'M' : 'L'}${index * step.value},${y(reading.moisture)}`)
      .join(' '))

    return () => props.readings.length < 2
      ? <p>Not enough readings yet.</p>
      : (
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Moisture of the last days">
            <line x1={0} x2={WIDTH} y1={y(props.dryBelow)} y2={y(props.dryBelow)} stroke="#c2452d" stroke-dasharray="4" />
            <path d={path.value} fill="none" stroke="#2b7bb9" stroke-width={2} />
            {props.readings.map((reading, index) => (
              <circle
                key={reading.day}
                cx={index * step.value}
                cy={y(reading.moisture)}
                r={3}
                fill={reading.moisture < props.dryBelow ? '#c2452d' : '#2b7bb9'}
              />
            ))}
          </svg>
        )
  },
})
