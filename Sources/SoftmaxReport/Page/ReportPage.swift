// What a report shows, before it is a page.

import SoftmaxFiles

package import SoftmaxRegression

/// A report on a model and labelled data: numbers, texts, drawings and a bounded number of samples. `html` makes a page of it.
///
/// Whoever makes one bounds what is in it; names are made safe to show where they go in.
package struct ReportPage: Sendable {
  /// The model's name and the data's, without folders.
  package let modelName: String
  package let dataName: String
  package let classNames: [String]
  /// What wrote it, such as `swift-softmax 0.9.0`.
  package let producer: String

  /// What is said at the top, in plain sentences.
  package var summary: [String] = []
  /// What readers should know before they believe the figures.
  package var notices: [String] = []
  package var figures: [Figure] = []
  /// The model's card, line by line.
  package var card: [CardLine] = []
  package var training: [Chart] = []
  package var confusion: Confusion
  package var calibration: [Chart] = []
  package var ranking: [Chart] = []
  package var classes: DataTable?
  package var weights: Weights?
  package var samples: [Sample] = []
  /// The columns of a table whose cells samples have.
  package var columns: [String] = []
  /// The samples' pictures, by `Sample.thumbnail`.
  package var sheet: ThumbnailSheet?
  package var galleries: [Gallery] = []
  /// What marks in texts mean; nil where there are none.
  package var markNote: String?
  package var suspects: Suspects?
  /// Mistakes that are to be explained, by their places in `samples`.
  package var explained: [Int] = []
  package var contrasts: [Contrast] = []
  /// Pictures in colour: coefficients and contributions.
  package var colorSheet: ThumbnailSheet?
  package var certificate: Certificate?
  package var trial: Trial = .none(reason: "")
  package var commands: [Command] = []

  package init(
    modelName: String, dataName: String, classNames: [String], producer: String, confusion: Confusion
  ) {
    self.modelName = PictureText.line(modelName)
    self.dataName = PictureText.line(dataName)
    self.classNames = classNames.map(PictureText.line)
    self.producer = producer
    self.confusion = confusion
  }

  /// One of the headline's numbers.
  package struct Figure: Sendable {
    let name: String
    let value: String
    let interval: String?
    let meaning: String

    /// `interval` is what lies about it in words: `95 % interval 0.80 to 0.83`.
    package init(name: String, value: String, interval: String? = nil, meaning: String) {
      (self.name, self.value, self.interval, self.meaning) = (name, value, interval, meaning)
    }
  }

  /// A line of the card.
  package struct CardLine: Sendable {
    let name: String
    let value: String

    package init(name: String, value: String) {
      (self.name, self.value) = (name, value.printable(limit: 2000, .sign))
    }
  }

  /// A table of a few numbers.
  package struct DataTable: Sendable {
    /// A column: numbers stand at the right.
    package struct Column: Sendable {
      let title: String
      let isNumber: Bool

      package init(_ title: String, isNumber: Bool = true) {
        (self.title, self.isNumber) = (PictureText.line(title), isNumber)
      }
    }

    /// A cell: what it says, and by which number it is sorted.
    package struct Cell: Sendable {
      let text: String
      let value: Double?

      package init(_ text: String, value: Double? = nil) {
        (self.text, self.value) = (PictureText.line(text), value)
      }
    }

    let caption: String
    let columns: [Column]
    let rows: [[Cell]]

    /// The first column names the rows.
    package init(caption: String, columns: [Column], rows: [[Cell]]) {
      (self.caption, self.columns, self.rows) = (caption, columns, rows)
    }
  }

  /// A chart with its sentence and its table.
  package struct Chart: Sendable {
    let id: String
    let title: String
    let sentence: String
    let drawing: Drawing
    let table: DataTable

    /// `id` is unique in the page.
    package init(id: String, title: String, sentence: String, drawing: Drawing, table: DataTable) {
      (self.id, self.title, self.sentence, self.drawing, self.table) = (id, title, sentence, drawing, table)
    }
  }

  /// True and predicted classes.
  package struct Confusion: Sendable {
    /// Some samples of a pair of classes, by their places in `samples`.
    package struct Cell: Sendable {
      package let actual: Int
      package let predicted: Int
      package let samples: [Int]

      package init(actual: Int, predicted: Int, samples: [Int]) {
        (self.actual, self.predicted, self.samples) = (actual, predicted, samples)
      }
    }

    /// Of more classes the pairs that are confused most are listed.
    package static let mostClasses = 40
    /// So many of them at most.
    package static let mostPairs = 100

    let matrix: ConfusionMatrix
    package var cells: [Cell] = []
    /// Pairs of different classes with their counts, the largest first.
    package let pairs: [(actual: Int, predicted: Int, count: Double)]

    /// Of the pairs those of one class, and all beyond `mostPairs`, are left out.
    package init(_ matrix: ConfusionMatrix, pairs: [(actual: Int, predicted: Int, count: Double)]) {
      self.matrix = matrix
      let confused = pairs.filter { $0.actual != $0.predicted }.sorted {
        (-$0.count, $0.actual, $0.predicted) < (-$1.count, $1.actual, $1.predicted)
      }
      self.pairs = Array(confused.prefix(Self.mostPairs))
    }
  }

  /// What the model looks for.
  package struct Weights: Sendable {
    /// Classes of the fit by their places in `colorSheet`.
    package let pictures: [(name: String, place: Int)]
    package let charts: [Chart]
    package let sentence: String
    /// The words that speak for each class; nil where there are none.
    package let words: DataTable?

    package init(
      sentence: String, pictures: [(name: String, place: Int)] = [],
      charts: [Chart] = [], words: DataTable? = nil
    ) {
      (self.sentence, self.charts, self.words) = (sentence, charts, words)
      self.pictures = pictures.map { (PictureText.line($0.name), $0.place) }
    }
  }

  /// A sample that the page has.
  package struct Sample: Sendable {
    /// Its place in the data, from 0.
    package let index: Int
    /// The line of a table's file.
    package let line: Int?
    package let actual: Int
    package let predicted: Int
    /// That of the predicted class.
    package let probability: Double
    /// That of the true class.
    package let actualProbability: Double
    /// A table's cells, in the order of `columns`.
    package var cells: [RowCell] = []
    /// What goes into the fields to try the model with this sample, by column.
    package var inputs: [(name: String, value: String)] = []
    /// Its place in `sheet`.
    package var thumbnail: Int?

    package init(
      index: Int, line: Int?, actual: Int, predicted: Int, probability: Double, actualProbability: Double
    ) {
      (self.index, self.line, self.actual, self.predicted) = (index, line, actual, predicted)
      (self.probability, self.actualProbability) = (probability, actualProbability)
    }
  }

  /// A cell of a row: a text of which pieces may be marked.
  package struct RowCell: Sendable, Hashable {
    /// On which side a piece of a text is.
    package enum Side: Int, Sendable, Hashable {
      case none = 0
      case favours = 1
      case opposes = -1
    }

    /// A piece of a text.
    package struct Piece: Sendable, Hashable {
      let text: String
      let side: Side

      package init(_ text: String, _ side: Side) { (self.text, self.side) = (text, side) }
    }

    let pieces: [Piece]

    /// A text without marks.
    package init(_ text: String) { pieces = [Piece(text, .none)] }

    /// A text in pieces.
    package init(pieces: [Piece]) { self.pieces = pieces }

    /// About how many bytes it takes in the page.
    package var byteCount: Int { pieces.reduce(0) { $0 + $1.text.utf8.count + ($1.side == .none ? 0 : 40) } }
  }

  /// Some samples for a reason.
  package struct Gallery: Sendable {
    let title: String
    let sentence: String
    let samples: [Int]

    package init(title: String, sentence: String, samples: [Int]) {
      (self.title, self.sentence, self.samples) = (title, sentence, samples)
    }
  }

  /// Samples whose labels may be wrong.
  package struct Suspects: Sendable {
    let sentence: String
    let table: DataTable
    /// Their pictures, where the data has them.
    let samples: [Int]

    package init(sentence: String, table: DataTable, samples: [Int]) {
      (self.sentence, self.table, self.samples) = (sentence, table, samples)
    }
  }

  /// Why a sample was called one class and not another.
  package struct Contrast: Sendable {
    let sample: Int
    let title: String
    let sentence: String
    let table: DataTable
    /// What each pixel adds, in `colorSheet`.
    let place: Int?

    package init(sample: Int, title: String, sentence: String, table: DataTable, place: Int? = nil) {
      (self.sample, self.title, self.sentence, self.table, self.place) = (sample, title, sentence, table, place)
    }
  }

  /// How near the fit is to the best one.
  package struct Certificate: Sendable {
    let sentences: [String]
    /// The command that checks it.
    let command: String?

    package init(sentences: [String], command: String?) {
      (self.sentences, self.command) = (sentences, command)
    }
  }

  /// The model in the page.
  package enum Trial: Sendable {
    /// It can be tried with what a reader makes.
    case model(PageModel, examples: [Int])
    /// It is not there.
    case none(reason: String)
  }

  /// What can be typed to have something of the report again.
  package struct Command: Sendable {
    let purpose: String
    let line: String

    package init(purpose: String, line: String) { (self.purpose, self.line) = (purpose, line) }
  }
}
