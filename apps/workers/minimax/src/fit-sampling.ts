/** Temperature and top_p of a body in MiniMax's ranges, (0, 1] and [0.01, 1]. */
export function fitSampling(body: Readonly<Record<string, unknown>>): Record<string, number> {
  const { temperature, top_p: topP } = body;
  return {
    ...(typeof temperature === 'number' && { temperature: fit(temperature) }),
    ...(typeof topP === 'number' && { top_p: fit(topP) }),
  };
}

function fit(value: number): number {
  return Math.min(Math.max(value, 0.01), 1);
}
