// The models that are served, and their replacement while requests come in.

import SoftmaxFormats
package import SoftmaxRegression
import SoftmaxFiles
import Synchronization

/// Models by name and version. A request takes a model once and keeps it until it is answered, so that a replacement is old
/// or new for it, never half.
package final class ModelShelf: Sendable {
  /// A model with what scores for it. Each request holds one, so that it is shared and not copied.
  package final class Entry: Sendable {
    package let address: ModelAddress
    package let model: ServedModel
    package let batches: RequestBatcher
    /// How metrics name it.
    let labels: MetricRegistry.Labels
    /// The state of the file that was read.
    let stamp: FileStatus?

    init(address: ModelAddress, model: ServedModel, batches: RequestBatcher, stamp: FileStatus?) {
      (self.address, self.model, self.batches, self.stamp) = (address, model, batches, stamp)
      labels = [("model_name", address.name), ("model_version", String(address.version))]
    }
  }

  /// What became of a model's file.
  package enum Reload: Sendable {
    case unchanged
    case replaced(weightsSHA256: String)
    /// The old model goes on.
    case failed(String)
  }

  private let execution: Execution
  private let executor: (any TaskExecutor)?
  private let entries: Mutex<[Entry]>

  /// Reads all models.
  ///
  /// - Parameters:
  ///   - addresses: Their files and names.
  ///   - execution: What they are scored on.
  ///   - executor: Where samples of several requests are scored; nil: wherever tasks run.
  /// - Throws: `AddressProblem` for two of one name and version, what reading a model throws.
  package init(
    _ addresses: [ModelAddress], execution: Execution, executor: (any TaskExecutor)? = nil
  ) throws {
    (self.execution, self.executor) = (execution, executor)
    var entries: [Entry] = []
    for address in addresses {
      if entries.contains(where: { $0.address.name == address.name && $0.address.version == address.version }) {
        throw AddressProblem(
          text: address.path,
          reason:
            "there are two models '\(address.name)' of version \(address.version): name one of them otherwise, as in "
            + "\(address.name)@2=\(address.path)")
      }
      entries.append(try Self.read(address, execution, executor))
    }
    self.entries = Mutex(entries)
  }

  private static func read(
    _ address: ModelAddress, _ execution: Execution, _ executor: (any TaskExecutor)?
  ) throws -> Entry {
    // Before the content: a file that is replaced meanwhile has another stamp later.
    let stamp = FileStatus(of: address.path)
    // Not mapped: whoever writes into the file must not change a model that answers.
    let bytes = try ChunkedInput(address.path).rest(limit: 1 << 40)
    let file = try ModelFile(bytes, path: address.path)
    return Entry(
      address: address, model: ServedModel(name: address.name, version: address.version, file: file),
      batches: RequestBatcher(file.model, execution: execution, executor: executor), stamp: stamp)
  }

  /// All models, in the order in which they were named.
  package var all: [Entry] { entries.withLock { $0 } }

  /// A model; without a version the greatest.
  ///
  /// - Throws: `RequestProblem` 404 naming those that there are.
  package func entry(_ name: String, version: String?) throws(RequestProblem) -> Entry {
    let own = all.filter { $0.address.name == name }
    guard !own.isEmpty else {
      let known = Set(all.map(\.address.name)).sorted().joined(separator: ", ")
      throw RequestProblem(404, "there is no model '\(name.shown)'; there are: \(known)")
    }
    guard let version else { return own.max { $0.address.version < $1.address.version } ?? own[0] }
    guard let found = own.first(where: { String($0.address.version) == version }) else {
      let known = own.map { String($0.address.version) }.joined(separator: ", ")
      throw RequestProblem(404, "there is no version '\(version.shown)' of '\(name)'; there are: \(known)")
    }
    return found
  }

  /// The only model, for requests that name none.
  ///
  /// - Throws: `RequestProblem` 400 where there are several.
  package func onlyEntry() throws(RequestProblem) -> Entry {
    let names = Set(all.map(\.address.name))
    guard names.count == 1, let name = names.first else {
      throw RequestProblem.bad(
        "several models are served: name one of \(names.sorted().joined(separator: ", "))")
    }
    return try entry(name, version: nil)
  }

  /// The versions of a model, ascending.
  package func versions(of name: String) -> [Int] {
    all.filter { $0.address.name == name }.map(\.address.version).sorted()
  }

  /// Reads models anew whose files changed, or all of them.
  ///
  /// A file that cannot be read, or whose model has other inputs or classes, leaves the old model in place.
  package func reload(evenUnchanged: Bool) -> [(address: ModelAddress, outcome: Reload)] {
    all.map { old in (old.address, reload(old, evenUnchanged)) }
  }

  private func reload(_ old: Entry, _ evenUnchanged: Bool) -> Reload {
    let stamp = FileStatus(of: old.address.path)
    guard evenUnchanged || stamp != old.stamp else { return .unchanged }
    do {
      let new = try Self.read(old.address, execution, executor)
      entries.withLock { entries in
        if let place = entries.firstIndex(where: { $0.address == old.address }) { entries[place] = new }
      }
      return .replaced(weightsSHA256: new.model.weightsSHA256)
    } catch {
      // Told once for each state of the file.
      entries.withLock { entries in
        if let place = entries.firstIndex(where: { $0.address == old.address }) {
          entries[place] = Entry(
            address: old.address, model: old.model, batches: old.batches, stamp: stamp)
        }
      }
      return .failed("\(error)")
    }
  }
}
