/**
 * Which outputs may be written straight over which inputs. ONNX Runtime runs nodes in any order that their data allows;
 * writing over an input is safe only if every node that reads it runs before, or reads and writes the same element.
 */
import { ancestors, type Graph, type Node, type Value } from './graph.js';

/** Nodes whose output shares the memory of their input. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Identity']);
/** Nodes that write an element after they have read that element, and no other. */
const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Pow', 'Where'],
  ...['Abs', 'Exp', 'Log', 'Neg', 'Relu', 'Sigmoid', 'Sqrt', 'Tanh'],
]);

/** For each output, the names of the inputs that it may overwrite if they have its length. */
export function overwritable(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
): Readonly<Record<string, ReadonlySet<string>>> {
  const behind = Object.fromEntries(Object.entries(outputs).map(([name, v]) => [name, ancestors([v])]));
  const users = usersOf(ancestors(Object.values(outputs)));
  const allowed = Object.entries(outputs).map(([name, output]): [string, ReadonlySet<string>] => {
    const names = new Set<string>();
    for (const input of graph.inputs) {
      if (input.source.kind !== 'input' || output.source.kind !== 'node') continue;
      const readers = readersOf(input, users);
      const last = output.source.node;
      const first = [...readers].every((node) => node !== last && behind[name].has(node));
      const together = ELEMENTWISE.has(last.op) && [...readers].every((node) => behind[name].has(node));
      const passedOn = Object.values(outputs).includes(input);
      if ((first || together) && !passedOn) names.add(input.source.name);
    }
    return [name, names];
  });
  return Object.fromEntries(allowed);
}

function usersOf(nodes: ReadonlySet<Node>): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (input !== null) users.set(input, [...(users.get(input) ?? []), node]);
    }
  }
  return users;
}

/** Nodes that read a value's memory, through views of it too. */
function readersOf(value: Value, users: ReadonlyMap<Value, readonly Node[]>): Set<Node> {
  const readers = new Set<Node>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const node of users.get(next) ?? []) {
      readers.add(node);
      if (VIEWS.has(node.op)) open.push(...node.outputs);
    }
  }
  return readers;
}
