// The arrays of a sparse matrix in a .npz file, checked one by one.

import SoftmaxFiles
import SoftmaxKernels

/// The arrays by their names; each is read when it is asked for.
struct SciPyArrays {
  let path: String
  private let archive: ZipArchive
  private let file: NPZFile

  init(_ bytes: SharedStorage<UInt8>, path: String, outputLimit: Int) throws(FileError) {
    self.path = path
    archive = try ZipArchive(bytes, path: path, outputLimit: outputLimit)
    file = try NPZFile(bytes, path: path, outputLimit: outputLimit)
  }

  private func bad(_ problem: String, _ remedy: String? = nil) -> FileError {
    FileError(
      .badData, path: path, problem: problem, remedy: remedy ?? "write the file with scipy.sparse.save_npz")
  }

  /// The name of the matrix's format: a text without dimensions.
  var format: String {
    get throws(FileError) {
      guard let (outline, place, entry) = try outline(of: "format") else {
        throw bad(
          "there is no array 'format', expected one, as SciPy's sparse matrices have it: found "
            + ArrayEntry.list(file.entries))
      }
      let bytes = try archive.contents(of: entry)
      guard outline.type.isText, outline.shape.allSatisfy({ $0 == 1 }),
        let layout = try? ArrayLayout(type: outline.type, isBigEndian: outline.isBigEndian, shape: [1]),
        layout.byteCount == bytes.count - outline.dataStart
      else {
        throw place.error(
          at: nil, "expected one text, such as csr", remedy: "write the file with scipy.sparse.save_npz")
      }
      let array = StoredArray(place: place, layout: layout, bytes: bytes.slice(outline.dataStart..<bytes.count))
      guard let text = array.text(at: 0) else {
        throw place.error(
          at: nil, "expected one text, such as csr, found what is no Unicode",
          remedy: "write the file with scipy.sparse.save_npz")
      }
      return text
    }
  }

  /// What the header of an array says, where it is and which entry it is; nil where there is none.
  private func outline(
    of name: String
  ) throws(FileError) -> (outline: NPYOutline, place: ArrayPlace, entry: ZipEntry)? {
    guard let entry = archive.entries.first(where: { $0.name == name + ".npy" }) else { return nil }
    let place = ArrayPlace(
      path: path, name: name,
      start: entry.method == .stored ? .file(entry.range.lowerBound) : .unpacked(0))
    let beginning = try archive.prefix(of: entry, count: NPYOutline.longest)
    return (try NPYOutline(of: beginning, place: place), place, entry)
  }

  /// An array of one dimension; nil where it has no elements.
  private func array(_ name: String) throws(FileError) -> StoredArray? {
    if let (outline, _, _) = try outline(of: name), outline.shape == [0] { return nil }
    let array = try file.array(named: name)
    guard array.layout.shape.count == 1, !array.layout.type.isText else {
      throw array.place.error(
        at: nil, "expected numbers in one dimension, found \(array.layout.text)",
        remedy: "write the file with scipy.sparse.save_npz")
    }
    return array
  }

  /// The number of an array's elements.
  func count(of name: String) throws(FileError) -> Int { try array(name)?.layout.elementCount ?? 0 }

  // MARK: Whole numbers

  /// An array of 32-bit or 64-bit numbers.
  private func whole(_ name: String) throws(FileError) -> StoredArray? {
    guard let array = try array(name) else { return nil }
    switch array.layout.type {
    case .signed(width: 4), .signed(width: 8): return array
    default:
      throw array.place.error(
        at: nil, "expected int32 or int64, found \(array.layout.text)",
        remedy: "write the file with scipy.sparse.save_npz")
    }
  }

  /// Hands the first `count` numbers and their places to `body`.
  private static func forEachNumber(of array: StoredArray, count: Int, _ body: (Int, Int64) -> Void) {
    // Outside the loops: the type is looked at once.
    let isBig = array.layout.isBigEndian
    array.bytes.withSpan { bytes in
      if array.layout.width == 4 {
        for i in 0..<count { body(i, Int64(Int32(bitPattern: bytes.shortWord(at: 4 * i, isBigEndian: isBig)))) }
      } else {
        for i in 0..<count { body(i, Int64(bitPattern: bytes.word(at: 8 * i, isBigEndian: isBig))) }
      }
    }
  }

  /// The matrix's rows and columns.
  func size() throws(FileError) -> (rowCount: Int, columnCount: Int) {
    guard let array = try whole("shape"), array.layout.elementCount == 2 else {
      throw bad(
        "in the array 'shape': expected two numbers, of rows and of columns", "save a matrix: rows x columns")
    }
    var size = [0, 0]
    Self.forEachNumber(of: array, count: 2) { size[$0] = Int($1) }
    return (size[0], size[1])
  }

  func checkSize(rowCount: Int, columnCount: Int, entryCount: Int) throws(FileError) {
    if let problem = CollectedEntries.problem(
      rowCount: rowCount, columnCount: columnCount, entryCount: entryCount)
    {
      throw bad(problem, "check the matrix's shape")
    }
  }

  /// Where the entries of each row or column begin, and where those of the last end [count + 1].
  ///
  /// - Throws: `FileError` where starts do not ascend from 0 on, or are not as many.
  func starts(count: Int, of what: String) throws(FileError) -> SharedStorage<Int64> {
    let array = try whole("indptr")
    let found = array?.layout.elementCount ?? 0
    guard let array, count >= 0, found - 1 == count else {
      throw bad("in the array 'indptr': expected one number more than the \(count) \(what), found \(found)")
    }
    try FileError.checkMemory(for: 8 * found, "the array 'indptr'", path: path)
    var last: Int64 = 0
    var wrong: Int?
    let starts = SharedStorage<Int64>(count: found, initial: 0) { starts in
      Self.forEachNumber(of: array, count: found) { i, start in
        if start < last || i == 0 && start != 0, wrong == nil { wrong = i }
        starts[i] = start
        last = start
      }
    }
    if let wrong {
      throw array.error(
        atElement: wrong,
        "element \(wrong) is \(starts.withSpan { $0[wrong] }), expected numbers that ascend from 0 on",
        remedy: "write the file with scipy.sparse.save_npz")
    }
    return starts
  }

  /// The first `count` indices of an array, each from 0 to below `limit`.
  func indices(_ name: String, below limit: Int, count: Int) throws(FileError) -> SharedStorage<Int32> {
    guard let array = try whole(name), count > 0 else {
      guard count == 0 else { throw tooShort(name, found: 0, count) }
      return SharedStorage([])
    }
    guard array.layout.elementCount >= count else {
      throw tooShort(name, found: array.layout.elementCount, count)
    }
    try FileError.checkMemory(for: 4 * count, "the array '\(name)'", path: path)
    var wrong: (place: Int, index: Int64)?
    let indices = SharedStorage<Int32>(count: count, initial: 0) { indices in
      Self.forEachNumber(of: array, count: count) { i, index in
        if index < 0 || index >= Int64(limit), wrong == nil { wrong = (i, index) }
        indices[i] = Int32(truncatingIfNeeded: index)
      }
    }
    if let wrong {
      throw array.error(
        atElement: wrong.place, "element \(wrong.place) is \(wrong.index), expected 0 to \(limit - 1)",
        remedy: "check the matrix's shape")
    }
    return indices
  }

  private func tooShort(_ name: String, found: Int, _ count: Int) -> FileError {
    bad("in the array '\(name)': expected \(count) elements, one for each entry, found \(found)")
  }

  // MARK: Values

  /// The first `count` values, and whether Float32 keeps fewer of their digits.
  ///
  /// - Throws: `FileError` for what is no finite number of Float32.
  func values(count: Int) throws(FileError) -> (SharedStorage<Float>, isRounded: Bool) {
    guard let array = try array("data"), count > 0 else {
      guard count == 0 else { throw tooShort("data", found: 0, count) }
      return (SharedStorage([]), false)
    }
    guard array.layout.elementCount >= count else {
      throw tooShort("data", found: array.layout.elementCount, count)
    }
    try FileError.checkMemory(for: 4 * count, "the array 'data' as Float32", path: path)
    let (width, isBig) = (array.layout.width, array.layout.isBigEndian)
    var isRounded = false
    var wrong: Int?
    let values = SharedStorage<Float>(count: count, initial: 0) { values in
      func take(_ i: Int, _ value: Float, isExact: Bool) {
        if !isExact { isRounded = true }
        if !value.isFinite, wrong == nil { wrong = i }
        values[i] = value
      }
      array.bytes.withSpan { bytes in
        // Outside the loops: the type is looked at once.
        switch array.layout.type {
        case .signed(width: 8):
          for i in 0..<count {
            let whole = Int64(bitPattern: bytes.word(at: 8 * i, isBigEndian: isBig))
            take(i, Float(whole), isExact: Int64(exactly: Float(whole)) == whole)
          }
        case .unsigned(width: 8):
          for i in 0..<count {
            let whole = bytes.word(at: 8 * i, isBigEndian: isBig)
            take(i, Float(whole), isExact: UInt64(exactly: Float(whole)) == whole)
          }
        case .float32:
          for i in 0..<count {
            take(i, Float(bitPattern: bytes.shortWord(at: 4 * i, isBigEndian: isBig)), isExact: true)
          }
        case .float64:
          for i in 0..<count {
            let double = Double(bitPattern: bytes.word(at: 8 * i, isBigEndian: isBig))
            take(i, Float(double), isExact: Double(Float(double)) == double)
          }
        default:
          for i in 0..<count {
            let double = array.double(in: bytes, at: width * i)
            take(i, Float(double), isExact: Double(Float(double)) == double)
          }
        }
      }
    }
    guard let wrong else { return (values, isRounded) }
    let double = array.bytes.withSpan { array.double(in: $0, at: width * wrong) }
    if double.isFinite {
      throw array.error(
        atElement: wrong, "element \(wrong) is \(double), beyond the range of Float32 (about 3.4e38)",
        remedy: "scale the values")
    }
    throw array.error(
      atElement: wrong, "element \(wrong) is \(double), expected a finite number",
      remedy: "replace it: a.data = numpy.nan_to_num(a.data)")
  }

  func twice(row: Int, column: Int) -> FileError {
    bad(
      "row \(row), column \(column) (both counted from 0) has two entries",
      "a.sum_duplicates() adds them up; then save it again")
  }
}
