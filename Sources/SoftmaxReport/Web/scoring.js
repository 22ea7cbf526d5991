// What the model says of one sample: softmax(W x + b), as `softmax predict` computes it.
//
// Weights and features are Float32; sums are Float64 here, so that they are at least as near to the truth as those
// of the command. Labels can differ only where two classes are equally probable to seven digits.

/**
 * The logits of a sample.
 *
 * model.weights [classes x features] row by row, model.bias [classes], both Float32; features: Float32.
 */
export function logits(model, features) {
  const width = features.length;
  return Array.from(model.bias, (bias, row) => {
    let sum = 0;
    for (let place = 0; place < width; place += 1) {
      sum += model.weights[row * width + place] * features[place];
    }
    return sum + bias;
  });
}

/** Probabilities from logits: e^o over the sum of them, the largest logit subtracted first. */
export function softmax(values) {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * The probabilities of all classes, in the model's order.
 *
 * model.outputs, where there are some: each row's logit times scales[row] plus shifts[row], then softmax, then for each
 * class the sum over the rows that groups lists.
 */
export function probabilities(model, features) {
  const raw = logits(model, features);
  const { outputs } = model;
  if (!outputs) return softmax(raw);
  const own = softmax(raw.map((value, row) => value * outputs.scales[row] + outputs.shifts[row]));
  return outputs.groups.map((rows) => rows.reduce((sum, row) => sum + own[row], 0));
}

/** The classes with their probabilities, the most probable first; of equals the first in the model's order. */
export function ranked(model, features) {
  return probabilities(model, features)
    .map((value, index) => ({ index, probability: value }))
    .sort((one, other) => other.probability - one.probability || one.index - other.index);
}
