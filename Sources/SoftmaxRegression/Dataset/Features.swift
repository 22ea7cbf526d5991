// The features of some samples, in their natural width.

package import SoftmaxKernels

/// A feature matrix X [sampleCount x featureCount]: Float32, or bytes that stand for value / maximum; of sparse rows only the
/// entries that are not 0.
///
/// Bytes stay bytes: they are widened in registers when they are used, so that pictures take a quarter of the
/// memory. The values are checked once, here or, in a mapped file, when they are first used, and immutable.
public struct Features: Sendable {
  /// What one sample is.
  public let input: InputDescription

  package let rows: Rows

  /// Whether the values have been looked at, where that was left until they are used; nil where it was not.
  private let valueCheck: ValueCheck?

  /// How the rows are divided; nil: they are one part that is here.
  private var division: RowSharing?

  /// How the rows are divided into parts, and between processes.
  package var sharing: RowSharing { division ?? RowSharing(rowCount: sampleCount) }

  /// The same rows, divided so.
  package func divided(_ sharing: RowSharing) -> Features {
    precondition(sharing.parts.ownRowCount == sampleCount, "parts that have all rows at hand")
    var features = self
    features.division = sharing.isOnePart && !sharing.isWorkShared ? nil : sharing
    return features
  }

  private func divided(asSamples rows: [Int], of whole: Features) -> Features {
    whole.division.map { divided($0.selecting(rows)) } ?? self
  }

  /// Whether numbers of these had more digits than Float32 keeps, and were rounded. Of a table that is not asked for each
  /// number.
  package internal(set) var isRounded = false

  /// Whether only the entries that are not 0 are held.
  package var isSparse: Bool { rows.isSparse }

  /// The number of rows.
  public var sampleCount: Int { rows.sampleCount }

  /// The number of columns.
  public var featureCount: Int { rows.featureCount }

  /// Numbers, row by row, taken as they are.
  ///
  /// - Parameters:
  ///   - values: [sampleCount x featureCount], row-major.
  ///   - input: What a row is; it decides the number of columns.
  /// - Throws: `DatasetError` where there are no samples, the count is no whole number of rows, or a value is
  ///   not finite. Complexity: O(count).
  public init(_ values: [Float], input: InputDescription) throws(DatasetError) {
    try Self.check(count: values.count, input: input)
    if let position = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(
        sample: position / input.featureCount, feature: position % input.featureCount,
        value: values[position].description)
    }
    self.input = input
    self.rows = Rows(SharedStorage(values), featureCount: input.featureCount)
    self.valueCheck = nil
  }

  /// Numbers that lie elsewhere, such as in a mapped file: neither copied nor looked at before they are used.
  ///
  /// Fits and scores call `checkValues` before any work.
  ///
  /// - Throws: `DatasetError` where there are no samples or the count is no whole number of rows. Complexity: O(1).
  package init(unchecked values: SharedStorage<Float>, input: InputDescription) throws(DatasetError) {
    try Self.check(count: values.count, input: input)
    self.init(
      Rows(values, featureCount: input.featureCount), input: input, valueCheck: ValueCheck(), isRounded: false)
  }

  /// Rows of numbers, taken as they are.
  ///
  /// - Throws: `DatasetError.rowLength` for a row of another length, and as `init(_:input:)`.
  public init(rows: [[Float]], input: InputDescription) throws(DatasetError) {
    if let problem = input.problem { throw .invalidInput(problem) }
    if let sample = rows.firstIndex(where: { $0.count != input.featureCount }) {
      throw .rowLength(sample: sample, expected: input.featureCount, found: rows[sample].count)
    }
    try self.init(Array(rows.joined()), input: input)
  }

  /// Bytes, row by row; each stands for the intensity byte / `input.maximum`.
  ///
  /// - Throws: `DatasetError` where there are no samples or the count is no whole number of rows.
  public init(bytes: [UInt8], input: InputDescription) throws(DatasetError) {
    try self.init(bytes: SharedStorage(bytes), input: input)
  }

  /// Bytes that lie elsewhere, such as in a mapped file: not copied.
  package init(bytes: SharedStorage<UInt8>, input: InputDescription) throws(DatasetError) {
    try Self.check(count: bytes.count, input: input)
    self.input = input
    self.rows = Rows(bytes, featureCount: input.featureCount, scale: 1 / input.maximum)
    self.valueCheck = nil
  }

  /// Values that are known to be finite; some of them may have been rounded.
  package init(checked rows: Rows, input: InputDescription, isRounded: Bool = false) {
    self.init(rows, input: input, valueCheck: nil, isRounded: isRounded)
  }

  private init(_ rows: Rows, input: InputDescription, valueCheck: ValueCheck?, isRounded: Bool) {
    self.isRounded = isRounded
    precondition(rows.featureCount == input.featureCount, "the shape is not the rows'")
    self.rows = rows
    self.input = input
    self.valueCheck = valueCheck
  }

  private static func check(count: Int, input: InputDescription) throws(DatasetError) {
    if let problem = input.problem { throw .invalidInput(problem) }
    guard count > 0 else { throw .noSamples }
    guard count % input.featureCount == 0 else {
      throw .incompleteRow(valueCount: count, featureCount: input.featureCount)
    }
  }

  /// The values of one sample.
  public func row(_ sample: Int) -> [Float] {
    rows.row(sample)
  }

  /// The samples at `range`, without a copy.
  public func samples(_ range: Range<Int>) -> Features {
    Features(rows.rows(range), input: input, valueCheck: partCheck, isRounded: isRounded)
  }

  /// The samples at `indices`, copied, in that order.
  public func samples(at indices: [Int]) -> Features {
    Features(
      rows.gathering(indices.map(UInt32.init)), input: input, valueCheck: partCheck, isRounded: isRounded
    )
    .divided(asSamples: indices, of: self)
  }

  /// These features of all samples, copied, in that order; all of them without a copy.
  ///
  /// - Throws: `MemoryShortage` where there is no room for the copy. Complexity: O(samples x columns).
  func keeping(_ columns: [Int]) throws(MemoryShortage) -> Features {
    guard columns.count < featureCount else { return self }
    try Self.checkMemory(
      Double(rows.selectionByteCount(columnCount: columns.count)), columnCount: columns.count,
      of: featureCount, sampleCount: sampleCount)
    return Features(
      rows.selecting(columns: columns), input: input.keeping(columns), valueCheck: partCheck,
      isRounded: isRounded
    )
    .divided(sharing)
  }

  /// Refuses a copy of so many bytes where it cannot be had.
  static func checkMemory(
    _ byteCount: Double, columnCount: Int, of featureCount: Int, sampleCount: Int
  ) throws(MemoryShortage) {
    try MemoryShortage.check(
      byteCount, for: "a copy of \(columnCount) of \(featureCount) features of \(sampleCount) samples",
      advice: "use a larger L1 penalty, which keeps fewer features, or fewer samples")
  }

  /// These samples and then `other`'s, copied.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`.
  public func appending(_ other: Features) throws(DatasetError) -> Features {
    guard other.featureCount == featureCount else {
      throw .featureCountMismatch(expected: featureCount, found: other.featureCount)
    }
    let isChecked = !needsCheck && !other.needsCheck
    return Features(
      rows.appending(other.rows), input: input, valueCheck: isChecked ? nil : ValueCheck(),
      isRounded: isRounded || other.isRounded
    )
    .divided(
      division == nil && other.division == nil
        ? RowSharing(rowCount: sampleCount + other.sampleCount) : sharing.appending(other.sharing))
  }

  /// Vectors whose values are those of these features, which were counted from `origins` as they were read.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` for another number of origins.
  package func counted(from origins: [Double]) throws(DatasetError) -> Features {
    guard origins.count == featureCount else {
      throw .featureCountMismatch(expected: origins.count, found: featureCount)
    }
    return Features(
      rows, input: .vector(featureCount: featureCount, origins: origins), valueCheck: valueCheck,
      isRounded: isRounded
    )
    .divided(sharing)
  }

  /// Whether the values have not been checked yet.
  package var needsCheck: Bool { valueCheck.map { !$0.isDone } ?? false }

  /// What samples taken out of these need: nothing where all were looked at.
  private var partCheck: ValueCheck? { needsCheck ? ValueCheck(whole: valueCheck) : nil }

  /// Looks at all values, unless that was done before for these features or a copy of them.
  ///
  /// - Throws: `DatasetError.notFinite` for the first value that is NaN or infinite. Complexity: O(count) the first
  ///   time, then O(1).
  package func checkValues() throws(DatasetError) {
    guard let valueCheck, needsCheck else { return }
    if let found = WorkWatch.during(.preparing, { rows.firstNotFinite }) {
      throw .notFinite(sample: found.sample, feature: found.feature, value: found.value.description)
    }
    valueCheck.finish()
  }

  /// Whether these samples can be given to a model that was fitted to samples like `other`, as
  /// `InputDescription.fits`; numbers from 0 to 1 count as intensities, whatever the maximum of the model's format.
  /// Complexity: O(count) where that has to be looked at, else O(1).
  public func fits(_ other: InputDescription) -> Bool {
    if input.fits(other) { return true }
    guard other.kind == .image, input.maximum == 1, input.withMaximum(other.maximum).fits(other),
      rows.elementType == .float32
    else { return false }
    return rows.areWithin(0...1)
  }
}
