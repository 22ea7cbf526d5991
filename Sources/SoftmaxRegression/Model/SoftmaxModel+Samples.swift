// The samples of a fit, as its model knows them.

extension Dataset {
  /// The samples whose class is among `classes`: a fit leaves classes out whose samples have no weight.
  package func knownSamples(to classes: ClassVocabulary) -> Dataset {
    let isKnown = self.classes.names.map { classes.index(of: $0) != nil }
    guard !isKnown.allSatisfy(\.self) else { return self }
    return samples(at: classIndices.indices.filter { isKnown[Int(classIndices[$0])] })
  }
}

extension SoftmaxModel {
  /// The samples that a fit of this model to `data` counts, each with its whole weight.
  ///
  /// - Throws: `DatasetError` for another number of features, labels that the model does not know, offsets that lack
  ///   or are too many, and where fewer than two classes count.
  package func countedSamples(of data: Dataset, classWeights: [Double]?) throws(DatasetError) -> Dataset {
    try check(data)
    if let classWeights, classWeights.count != layerClasses.count {
      throw .classWeightCountMismatch(classes: layerClasses.count, weights: classWeights.count)
    }
    return try data.relabelled(to: layerClasses).counted(classFactors: classWeights)
  }
}
