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

/** The classes with their probabilities, the most probable first; of equals the first in the model's order. */
export function ranked(model, features) {
  return probabilities(model, features)
    .map((value, index) => ({ index, probability: value }))
    .sort((one, other) => other.probability - one.probability || one.index - other.index);
}

/** The probabilities of all classes, in the model's order. */
export function probabilities(model, features) {
  return softmax(logits(model, features));
}
