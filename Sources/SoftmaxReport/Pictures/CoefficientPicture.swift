// How coefficients grow as the penalty lets go of them.

public import SoftmaxRegression

/// The coefficients of each class over the strength of the penalty, a line for each feature.
///
/// The features with the largest coefficients are named, the others are grey. Where classes are many, there is one plot of
/// all of them together: of each feature the root of the sum of its squared coefficients.
public struct CoefficientPicture: Sendable, Hashable {
  /// As many lines can be told apart without colour.
  private static let namedCount = 4
  /// Grey lines of a plot at most: the largest ones.
  private static let faintCount = 200
  /// Classes that have a plot each.
  private static let classLimit = 12

  private let title: String
  private let unit: String
  /// The decimal logarithms of the strengths.
  private let exponents: [Double]
  private let chosenExponent: Double?
  /// The names of the plots.
  private let names: [String]
  /// Of each plot, for each strength each feature's value.
  private let values: [[[Double]]]
  private let featureNames: [String]
  private let named: [Int]
  private let faint: [Int]

  /// The picture of the coefficients of one kind of penalty, and of one blend in a relaxed search: of that which was chosen, else of the
  /// first one.
  ///
  /// - Parameters:
  ///   - path: `PenaltySearchResult.path`.
  ///   - scores: `PenaltySearchResult.scores`.
  ///   - chosenIndex: Which of them was chosen, where one was.
  ///   - title: What was searched, such as `fashion-mnist:train`.
  /// - Throws: `PictureError.nothingToDraw` for a path of fewer than two penalties of the kind.
  public init(
    _ path: CoefficientPath, scores: [PenaltyScore], chosenIndex: Int? = nil, title: String = ""
  ) throws(PictureError) {
    let indices = path.models.indices.filter { index in
      index < scores.count && scores[index].family == scores[chosenIndex ?? 0].family
        && scores[index].blend == scores[chosenIndex ?? 0].blend
    }
    guard indices.count > 1 else { throw .nothingToDraw(what: "no path of two penalties was fitted") }
    let model = path.models[indices[0]]
    self.title = PictureText.line(title)
    unit = path.standardization == nil ? "" : "per standard deviation"
    exponents = indices.map { PortableLogarithm.log(scores[$0].strength) / 2.302585092994046 }
    chosenExponent = chosenIndex.map { PortableLogarithm.log(scores[$0].strength) / 2.302585092994046 }
    let (classCount, featureCount) = (model.layerClasses.count, model.featureCount)
    let coefficients = indices.map { path.coefficients(ofModel: $0) }
    if classCount <= Self.classLimit {
      names = model.layerClasses.names.map(PictureText.line)
      values = (0..<classCount).map { k in
        coefficients.map { Array($0[k * featureCount..<(k + 1) * featureCount]) }
      }
    } else {
      names = ["All \(classCount) classes: root of the sum of squares"]
      values = [
        coefficients.map { own in
          (0..<featureCount).map { j in
            (0..<classCount).reduce(0.0) { $0 + own[$1 * featureCount + j] * own[$1 * featureCount + j] }
              .squareRoot()
          }
        }
      ]
    }
    featureNames =
      (model.input.featureNames ?? (0..<featureCount).map { "feature \($0)" }).map(PictureText.line)
    var reach = [Double](repeating: 0, count: featureCount)
    for plot in values {
      for row in plot { for (j, value) in row.enumerated() { reach[j] = max(reach[j], abs(value)) } }
    }
    let ranked = reach.indices.filter { reach[$0] > 0 }.sorted {
      reach[$0] == reach[$1] ? $0 < $1 : reach[$0] > reach[$1]
    }
    named = Array(ranked.prefix(Self.namedCount))
    faint = Array(ranked.dropFirst(Self.namedCount).prefix(Self.faintCount))
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = title.isEmpty ? "Coefficients" : "Coefficients on \(title)"
    let columns = min(2, names.count)
    let rows = (names.count + columns - 1) / columns
    let top = named.isEmpty ? 84.0 : 110
    let (plotHeight, gap) = (262.0, 18.0)
    var drawing = Drawing(
      width: 860, height: Int(top + Double(rows) * (plotHeight + gap) + 6), background: Theme.background,
      title: heading, summary: caption)
    let text = StrokeFont.standard.shortened(heading, toWidth: 812, size: 17, bold: true)
    drawing.add(.label(Label(text, at: Point(24, 34), size: 17, bold: true, color: Theme.ink)))
    drawing.add(.label(Label(caption, at: Point(24, 58), color: Theme.muted)))
    if !named.isEmpty {
      Legend(names: named.map { featureNames[$0] }).draw(at: Point(24, 82), columnWidth: 203, on: &drawing)
    }
    let width = columns == 1 ? 812.0 : 382
    for index in names.indices {
      let area = Rectangle(
        x: index % columns == 0 ? 24 : 454, y: top + Double(index / columns) * (plotHeight + gap), width: width,
        height: plotHeight)
      plot(index).draw(in: area, on: &drawing)
    }
    return drawing
  }

  /// What is grey, and what is dashed.
  private var caption: String {
    let others = featureNames.count - named.count
    let grey =
      others <= faint.count || faint.count < Self.faintCount
      ? (faint.isEmpty ? "" : "The largest are named, the others grey.")
      : "The largest are named; of the others the \(faint.count) largest are grey."
    let dashed = chosenExponent == nil ? "" : "Dashed upright: the chosen strength."
    return [grey, dashed].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func plot(_ index: Int) -> LinePlot {
    func points(_ feature: Int) -> [Point] {
      zip(exponents, values[index]).map { Point($0, $1[feature]) }
    }
    let heading = StrokeFont.standard.shortened(
      names[index], toWidth: unit.isEmpty ? 360 : 190, size: 15, bold: true)
    // One axis for all classes, so that they can be compared.
    let all = values.flatMap { $0.flatMap(\.self) }
    var plot = LinePlot(
      title: heading, unit: unit, horizontalTitle: "strength of the penalty",
      horizontal: LinearScale(aroundExponents: exponents),
      vertical: LinearScale(around: [all.min() ?? 0, all.max() ?? 0]),
      series: named.map { Series(name: featureNames[$0], points: points($0)) })
    plot.faintLines = faint.map(points)
    plot.upright = chosenExponent
    plot.hasLegend = false
    return plot
  }
}
