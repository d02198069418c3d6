import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * A value that changes at most once in a number of milliseconds: pictures that are dear to draw follow the runs at leisure, so that
 * these have the processor. The last value always comes through.
 * @param of another one is another subject, whose first values come after `first` milliseconds
 */
export function useCalm<T>(value: T, milliseconds: number, of: unknown, first: number): T {
  const [shown, setShown] = useState({ value, of });
  const since = useRef(-Infinity);
  useEffect(() => {
    if (shown.value === value && shown.of === of) return;
    const show = () => {
      since.current = performance.now();
      setShown({ value, of });
    };
    const wait = shown.of === of ? since.current + milliseconds - performance.now() : first;
    const timer = setTimeout(show, Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [value, of]);
  return shown.value;
}
