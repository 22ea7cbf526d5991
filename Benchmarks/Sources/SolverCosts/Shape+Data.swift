// Made data for a shape: the same numbers on every machine.

import MadeData
import SoftmaxData
import SoftmaxRegression

extension Shape {
  /// The problem. Complexity: O(samples x features), for tables also x classes, for images x 24.
  func data() throws -> Dataset {
    switch kind {
    case .embeddings, .scaledEmbeddings:
      return try MadeData(sampleCount: sampleCount, featureCount: featureCount, classCount: classCount)
        .embeddings(isIllConditioned: kind == .scaledEmbeddings)
    case .images: return try images()
    case .table: return try table(isCertain: false)
    case .fashion: return try Catalogue.fashionMNIST.load(.train, options: FetchOptions(offline: true))
    case .separable: return try table(isCertain: true)
    }
  }

  private func images() throws -> Dataset {
    var numbers = MadeNumbers(seed: 1)
    let waveCount = min(24, featureCount)
    // Each wave of a row is drawn around its class's; the first ones are the strongest.
    let centres = (0..<classCount * waveCount).map { _ in Float(numbers.normal()) }
    let waves = (0..<waveCount * featureCount).map { index in
      let (wave, j) = index.quotientAndRemainder(dividingBy: featureCount)
      let place = (Double(j) + 0.5) / Double(featureCount)
      return 50 / Float(1 + wave) * MadeNumbers.cosine(Double(wave + 1) * place)
    }
    let labels = labels(&numbers)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(sampleCount * featureCount)
    var row = [Float](repeating: 0, count: featureCount)
    for label in labels {
      for j in row.indices { row[j] = 128 + 6 * Float(numbers.normal()) }
      for wave in 0..<waveCount {
        let height = centres[Int(label) * waveCount + wave] * 0.6 + Float(numbers.normal())
        for j in row.indices { row[j] += height * waves[wave * featureCount + j] }
      }
      for value in row { bytes.append(UInt8(min(max(value, 0), 255))) }
    }
    return try dataset(
      Features(bytes: bytes, input: .image(shape: [1, featureCount])), labels)
  }

  private func table(isCertain: Bool) throws -> Dataset {
    var numbers = MadeNumbers(seed: 2)
    let groupCount = max(1, featureCount / 6)
    let weights = (0..<classCount * featureCount).map { _ in
      Float(numbers.normal() * 3 / Double(featureCount).squareRoot())
    }
    var values: [Float] = []
    values.reserveCapacity(sampleCount * featureCount)
    var labels: [UInt32] = []
    var row = [Float](repeating: 0, count: featureCount)
    for sample in 0..<sampleCount {
      let shared = (0..<groupCount).map { _ in Float(numbers.normal()) }
      for j in row.indices { row[j] = 0.9 * shared[j % groupCount] + 0.45 * Float(numbers.normal()) }
      values += row
      guard sample >= classCount else {
        labels.append(UInt32(sample))
        continue
      }
      var best = (label: 0, score: -Float.infinity)
      for k in 0..<classCount {
        var score = isCertain ? 0 : Float(numbers.gumbel())
        for j in row.indices { score += weights[k * featureCount + j] * row[j] }
        if score > best.score { best = (k, score) }
      }
      labels.append(UInt32(best.label))
    }
    return try dataset(
      Features(values, input: .table(featureNames: (0..<featureCount).map { "c\($0)" })), labels)
  }

  /// Every class once, and then by chance.
  private func labels(_ numbers: inout MadeNumbers) -> [UInt32] {
    (0..<sampleCount).map { sample in
      sample < classCount ? UInt32(sample) : UInt32(numbers.next() % UInt64(classCount))
    }
  }

  private func dataset(_ features: Features, _ labels: [UInt32]) throws -> Dataset {
    try Dataset(
      features: features, classIndices: labels,
      classes: ClassVocabulary(names: (0..<classCount).map(String.init)))
  }
}
