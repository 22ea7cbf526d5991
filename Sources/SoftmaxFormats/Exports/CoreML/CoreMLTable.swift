// Columns of a table in the terms of Core ML.

import SoftmaxFiles
import SoftmaxRegression

/// The models that make one array of a table's columns, and the linear classifier of it.
///
/// Each category is one number of the array, 1 or 0, and its weight is all that the category adds to a logit: nothing for a
/// base, the means' share for the missing one. Numbers go through one scaler, which subtracts origins in Float64, and one
/// imputer. An indicator is a number times 0, which is 0 or NaN, and the imputer makes 1 of NaN.
struct CoreMLTable {
  /// One number of the array.
  private struct Place {
    var terms: [CoreMLTerm]
    var shift = 0.0
    var scale = 1.0
    /// What takes the place of NaN.
    var imputed = 0.0
  }

  private let portable: PortableModel
  private let table: PortableTable
  private var inputs: [CoreMLFeature] = []
  private var models: [CoreMLModel] = []
  private var vector: [CoreMLFeature] = []
  private var places: [Place] = []
  private var names: FreeNames

  init(_ portable: PortableModel, _ table: PortableTable) {
    (self.portable, self.table) = (portable, table)
    names = FreeNames(table.columns.map(\.name))
    for column in table.columns {
      if column.categories == nil { addNumber(column) } else { addCategories(column) }
    }
  }

  private mutating func addNumber(_ column: PortableColumn) {
    let missing = table.refusesMissing ? "" : ", or NaN where it is missing"
    let what = column.isBoolean ? "1 for yes, 0 for no" : "a number"
    let input = CoreMLFeature(name: column.name, shortDescription: what + missing, kind: .number)
    inputs.append(input)
    vector.append(input)
    places.append(
      Place(
        terms: [CoreMLTerm(feature: column.firstFeature, factor: 1)],
        // A reversed one is 1 - value, which is -1 x (value - 1).
        shift: column.isReversed ? -1 : -column.origin, scale: column.isReversed ? -1 : 1,
        imputed: Double(column.missingFeatures.first ?? 0)))
    guard column.hasIndicator, !table.refusesMissing else { return }
    let indicator = CoreMLFeature(name: names.take("\(column.name) missing"), kind: .number)
    models.append(
      CoreMLModel(
        inputs: [CoreMLFeature(name: column.name, kind: .number)], outputs: [indicator],
        kind: .scaler(shift: [], scale: [0])))
    vector.append(indicator)
    places.append(
      Place(terms: [CoreMLTerm(feature: column.firstFeature + column.valueCount, factor: 1)], imputed: 1))
  }

  private mutating func addCategories(_ column: PortableColumn) {
    let categories = column.categories ?? []
    let input = CoreMLFeature(name: column.name, kind: .word)
    var described = input
    described.shortDescription =
      "one of \(categories.count) categories"
      + (table.refusesMissing ? "" : ", or the empty text where it is missing")
    inputs.append(described)
    var terms = column.featureOfCategory.map { place in
      place.map { [CoreMLTerm(feature: column.firstFeature + $0, factor: 1)] } ?? []
    }
    var words = categories
    if !table.refusesMissing {
      words.append("")
      var missing = column.missingFeatures.enumerated().map {
        CoreMLTerm(feature: column.firstFeature + $0, factor: Double($1))
      }
      if column.hasIndicator {
        missing.append(CoreMLTerm(feature: column.firstFeature + column.valueCount, factor: 1))
      }
      terms.append(missing)
    }
    if table.refusesMissing, !table.refusesUnseen {
      // An encoder that passes unseen words over would pass over the empty one too: numbers tell them apart.
      let number = CoreMLFeature(name: names.take("\(column.name) number"), kind: .integer)
      let pairs =
        words.enumerated().map { CoreMLMapping(word: $1, number: $0) } + [CoreMLMapping(word: "", number: -1)]
      models.append(
        CoreMLModel(inputs: [input], outputs: [number], kind: .mapping(pairs, unknown: words.count)))
      terms.append([])
      encode(number, .integers(Array(0...words.count)), false, terms, column)
    } else {
      encode(input, .words(words), !table.refusesUnseen, terms, column)
    }
  }

  private mutating func encode(
    _ input: CoreMLFeature, _ categories: CoreMLCategories, _ ignoresUnknown: Bool, _ terms: [[CoreMLTerm]],
    _ column: PortableColumn
  ) {
    let output = CoreMLFeature.vector(names.take("\(column.name) encoded"), terms.count)
    models.append(
      CoreMLModel(
        inputs: [input], outputs: [output], kind: .oneHot(categories, ignoresUnknown: ignoresUnknown)))
    vector.append(output)
    places += terms.map { Place(terms: $0) }
  }

  /// The whole.
  func pipeline(_ labels: CoreMLLabels) -> CoreMLModel {
    var names = names
    var models = models
    func bare(_ feature: CoreMLFeature) -> CoreMLFeature {
      CoreMLFeature(name: feature.name, kind: feature.kind)
    }
    var array = CoreMLFeature.vector(names.take("features"), places.count)
    models.append(
      CoreMLModel(
        inputs: vector.map(bare), outputs: [array],
        kind: .vectorizer(vector.map { CoreMLColumn(name: $0.name, count: $0.count ?? 0) })))
    if places.contains(where: { $0.shift != 0 || $0.scale != 1 }) {
      let scaled = CoreMLFeature.vector(names.take("scaled"), places.count)
      models.append(
        CoreMLModel(
          inputs: [array], outputs: [scaled],
          kind: .scaler(shift: places.map(\.shift), scale: places.map(\.scale))))
      array = scaled
    }
    if !table.refusesMissing, table.columns.contains(where: { $0.categories == nil }) {
      let imputed = CoreMLFeature.vector(names.take("imputed"), places.count)
      models.append(
        CoreMLModel(
          inputs: [array], outputs: [imputed], kind: .imputer(.numbers(places.map(\.imputed)), replaced: .nan)))
      array = imputed
    }
    let labelName = names.take(CoreMLComposer.labelName)
    let probabilitiesName = names.take(CoreMLComposer.probabilitiesName)
    let classifier = CoreMLComposer.linear(
      portable, places.map(\.terms), array, labels, labelName, probabilitiesName)
    models.append(classifier)
    return CoreMLModel(
      inputs: inputs, outputs: classifier.outputs, labelName: labelName, probabilitiesName: probabilitiesName,
      kind: .pipeline(models, names: []))
  }
}
