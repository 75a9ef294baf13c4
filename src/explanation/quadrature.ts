/** Gauss-Legendre quadrature on [0, 1]: exact for polynomials up to degree 2 n - 1 with n points. */

export interface Node {
  readonly at: number;
  readonly weight: number;
}

/** Newton steps that bring a root to double precision from its usual first guess. */
const STEPS = 8;

/** Points and weights (sum 1) of the rule with n points: roots of Legendre's polynomial, found by Newton's method from cos(pi (i + 3/4) / (n + 1/2)). */
export function legendreRule(n: number): Node[] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < STEPS; step++) {
      const { value, slope } = legendre(n, x);
      x -= value / slope;
    }
    const { slope } = legendre(n, x);
    return { at: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

/** Legendre's polynomial of degree n and its derivative at x, by Bonnet's recursion. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
