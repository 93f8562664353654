import { lazy, Suspense } from 'react'
import { ExpenseForm } from './components/ExpenseForm'
import { ExpenseTable } from './components/ExpenseTable'
import { Header } from './components/Header'
import { Panel } from './components/Panel'
import { GroupProvider } from './context/GroupContext'
import { useStoredState } from './hooks/useStoredState'
import styles from './App.module.css'

const Settlement = lazy(() => import('./components/Settlement'))
const CategoryChart = lazy(() => import('./components/CategoryChart'))

type Tab = 'settle' | 'chart'

export function App() {
  const [tab, setTab] = useStoredState<Tab>('tally:tab', 'settle')

  return (
    <GroupProvider>
      <Header tab={tab} onTab={setTab} />
      <main className={styles.layout}>
        <Panel title="New expense">
          <ExpenseForm />
        </Panel>
        <Panel title={tab === 'settle' ? 'Who owes whom' : 'Where it went'}>
          <Suspense fallback={<p>Loading…</p>}>
            {tab === 'settle' ? <Settlement /> : <CategoryChart />}
          </Suspense>
        </Panel>
        <Panel title="All expenses" wide>
          <ExpenseTable />
        </Panel>
      </main>
    </GroupProvider>
  )
}
