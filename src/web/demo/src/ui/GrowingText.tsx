import type { TextareaHTMLAttributes } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A text area as high as its text. */
export function GrowingText({ autoSelect, ...props }: TextareaHTMLAttributes & { autoSelect?: boolean; 'data-testid'?: string }) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = ref.current!;
    area.style.height = '0';
    area.style.height = `${area.scrollHeight}px`;
  });
  useLayoutEffect(() => {
    if (!autoSelect) return;
    ref.current!.focus();
    ref.current!.select();
  }, []);
  return <textarea ref={ref} rows={1} {...props} />;
}
