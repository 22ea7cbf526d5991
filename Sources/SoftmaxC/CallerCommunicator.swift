// Processes that the caller connects.

import CSoftmax
import SoftmaxKernels

/// The caller's communicator. Once it has failed, nobody is called again: the work is stopped, and what others would have
/// sent is empty.
final class CallerCommunicator: Communicator, @unchecked Sendable {
  // Sendable because it is called from the thread of the caller's call alone, as `Communicator` promises.
  let rank: Int
  let size: Int
  /// Stops the work of this call.
  let watch = WorkWatch()
  /// Why nobody can be reached any more.
  private(set) var failure: Failure?
  var isBroken: Bool { failure != nil }
  private let caller: softmax_communicator
  private var callCount = 0.0

  /// - Throws: `Failure` for a structure that makes no sense.
  init(_ caller: softmax_communicator) throws {
    guard caller.size >= MemoryLayout<softmax_communicator>.size else {
      throw Failure.argument(
        "softmax_communicator.size is \(caller.size), but must be \(MemoryLayout<softmax_communicator>.size): sizeof(softmax_communicator)"
      )
    }
    guard caller.rank_count > 0, caller.rank >= 0, caller.rank < caller.rank_count else {
      throw Failure.argument(
        "softmax_communicator.rank is \(caller.rank) and rank_count \(caller.rank_count): a rank is from 0 to rank_count - 1"
      )
    }
    guard caller.gather != nil, caller.broadcast != nil else {
      throw Failure.argument("softmax_communicator.gather or broadcast is NULL")
    }
    (rank, size) = (Int(caller.rank), Int(caller.rank_count))
    self.caller = caller
  }

  /// What the callback has handed over.
  private final class Taken {
    var numbers: [[Double]] = []
  }

  func gather(_ own: [Double]) -> [[Double]] {
    guard failure == nil, let call = caller.gather else { return alone(own) }
    // Which exchange this is goes along, so that processes that do not call alike are found.
    callCount += 1
    let sent = [callCount] + own
    let taken = Taken()
    let status = sent.withUnsafeBufferPointer { sent in
      withExtendedLifetime(taken) {
        call(
          caller.context, sent.baseAddress, Int64(sent.count),
          { taker, numbers, count in
            guard let taker else { return }
            let taken = Unmanaged<Taken>.fromOpaque(taker).takeUnretainedValue()
            taken.numbers.append(Array(UnsafeBufferPointer(start: numbers, count: max(0, Int(count)))))
          }, Unmanaged.passUnretained(taken).toOpaque())
      }
    }
    let found = taken.numbers
    guard status == 0 else { return failed("the callback gather of rank \(rank) returned \(status)", own) }
    guard found.count == size else {
      return failed("the callback gather handed over the numbers of \(found.count) ranks, of \(size)", own)
    }
    guard found[rank].count == sent.count else {
      return failed(
        "the callback gather handed over \(found[rank].count) numbers of rank \(rank), which gave \(sent.count)",
        own)
    }
    if let other = found.firstIndex(where: { $0.first != callCount }) {
      return failed(
        "rank \(other) is in another exchange than rank \(rank): all have to call the same function, with the same settings",
        own)
    }
    return found.map { Array($0.dropFirst()) }
  }

  func broadcast(_ numbers: [Double], from root: Int) -> [Double] {
    guard failure == nil, let call = caller.broadcast else { return numbers }
    var moved = numbers
    let status = moved.withUnsafeMutableBufferPointer {
      call(caller.context, $0.baseAddress, Int64($0.count), Int32(root))
    }
    guard status == 0 else {
      _ = failed("the callback broadcast of rank \(rank) returned \(status)", [])
      return numbers
    }
    return moved
  }

  private func alone(_ own: [Double]) -> [[Double]] { (0..<size).map { $0 == rank ? own : [] } }

  private func failed(_ message: String, _ own: [Double]) -> [[Double]] {
    failure = .processes(message)
    watch.stop()
    return alone(own)
  }
}

extension CallerCommunicator {
  /// Does a call's work, which ends with this communicator's failure where it has one.
  func whileReachable(_ work: () throws -> Void) throws {
    let result = Result { try WorkWatch.$current.withValue(watch) { try work() } }
    if let failure { throw failure }
    try result.get()
  }
}

extension Communicator {
  /// Refuses settings that are not the same on all ranks, with the first one and its rank.
  func agree(_ settings: [(name: String, value: Double)], solver: String? = nil) throws {
    guard size > 1 else { return }
    let all = gather(settings.map(\.value))
    // Nobody's where the others cannot be reached any more: then the call ends with that.
    guard all.allSatisfy({ $0.count == settings.count }) else { return }
    for (place, setting) in settings.enumerated() {
      for (rank, numbers) in all.enumerated()
      where numbers[place].bitPattern != all[0][place].bitPattern {
        throw Failure.argument(
          "\(setting.name) is \(Self.text(numbers[place])) on rank \(rank), but \(Self.text(all[0][place])) on rank 0: all ranks need the same"
        )
      }
    }
    guard let solver else { return }
    let names = gather(words: [solver]).map { $0.first ?? solver }
    if let other = names.firstIndex(where: { $0 != names[0] }) {
      throw Failure.argument(
        "solver is \(names[other]) on rank \(other), but \(names[0]) on rank 0: all ranks need the same")
    }
  }

  private static func text(_ value: Double) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
