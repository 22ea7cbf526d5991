// A calibrated model as it was before.

extension SoftmaxModel {
  /// The same model without the scaling of its logits; nil where they are not scaled.
  package var withoutScaling: SoftmaxModel? {
    guard let outputs, outputs.scaling != nil else { return nil }
    return withOutputs(
      outputs.with(scaling: nil, prior: outputs.prior, sets: outputs.sets, layerClasses: layerClasses))
  }
}
