import { defineComponent, type PropType } from 'vue'

export default defineComponent({
  name: 'TagList',
  props: {
    tags: { type: Array as PropType<string[]>, required: true },
  },
  setup(props) {
    return () => (
      <ul class="tags">
        {props.tags.map(tag => (
          <li key={tag}>
            #
            {tag.replaceAll(' ', '-')}
          </li>
        ))}
      </ul>
    )
  },
})
