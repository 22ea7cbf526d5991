// How the kernels of different storages want weights laid out.

/// In which order kernels read weights.
package enum WeightLayout: Sendable, Hashable {
  /// As kernels of dense rows do: in panels that fill registers.
  case inPanels
  /// Feature by feature, all classes of one together; where `isScaled`, each feature's weights times a factor of its rows.
  case byFeature(isScaled: Bool)
}

extension RowStorage {
  package var weightLayout: WeightLayout { .inPanels }

  package func preparedCount(_ shape: LayerShape) -> Int { shape.preparedCount }

  package func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, by kernels: KernelTable,
    into prepared: WorkBuffer<Float>
  ) {
    kernels.prepare(weights, shape, features: features, into: prepared)
  }

  package func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Float> {
    let prepared = WorkBuffer<Float>(count: shape.preparedCount, repeating: 0)
    kernels.prepare(weights, shape, features: 0..<shape.featureCount, into: prepared)
    return prepared
  }

  package func prepare64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Double> {
    let prepared = WorkBuffer<Double>(count: shape.prepared64Count, repeating: 0)
    kernels.prepare64(weights, shape, into: prepared)
    return prepared
  }
}

extension Rows {
  /// In which order these rows' kernels read weights.
  package var weightLayout: WeightLayout { storage.weightLayout }

  /// Weights [classes x features] as these rows' kernels read them. Complexity: O(weights).
  package func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Float> {
    storage.prepare(weights, shape, by: kernels)
  }

  /// The numbers that weights take as these rows' kernels read them.
  package func preparedCount(_ shape: LayerShape) -> Int { storage.preparedCount(shape) }

  /// Lays out the weights of some features, which begin at a multiple of 16, anew. Complexity: O(features x classes).
  package func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, by kernels: KernelTable,
    into prepared: WorkBuffer<Float>
  ) {
    storage.prepare(weights, shape, features: features, by: kernels, into: prepared)
  }

  /// The same for sums in Float64.
  package func prepare64(
    _ weights: WorkBuffer<Double>, _ shape: LayerShape, by kernels: KernelTable
  ) -> WorkBuffer<Double> {
    storage.prepare64(weights, shape, by: kernels)
  }
}
