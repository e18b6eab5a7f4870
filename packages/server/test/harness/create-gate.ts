export interface Gate {
  readonly passed: Promise<void>
  open(): void
}

/** Something to wait for that happens when the test says so. */
export function createGate(): Gate {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
