// Work that is asked to end does next to nothing from there on, and work that is not is the same to the bit.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Synchronization
import Testing

@Suite(.serialized) struct WorkWatchTests {
  private func engine(_ watch: WorkWatch?) -> Engine { Engine(kernels: .best, team: .solo, watch: watch) }

  @Test func aWatchDoesNotChangeTheBitsOfAFactor() throws {
    // Beyond the order from which on progress is told, and beyond the columns between two looks.
    let matrix = CholeskyFactorTests.matrix(1300)
    let plain = try CholeskyFactorTests.factor(matrix, as: Double.self, engine: engine(nil))
    let watched = try CholeskyFactorTests.factor(matrix, as: Double.self, engine: engine(WorkWatch()))
    for i in stride(from: 0, to: 1300, by: 7) {
      for j in i..<1300 { #expect(plain.matrix[i * plain.stride + j] == watched.matrix[i * plain.stride + j]) }
    }
  }

  @Test func aFactorisationThatIsAskedToEndHasNoFactor() {
    let watch = WorkWatch()
    watch.stop()
    #expect(throws: NotPositiveDefinite.self) {
      try CholeskyFactorTests.factor(CholeskyFactorTests.matrix(300), as: Double.self, engine: engine(watch))
    }
    #expect(throws: WorkStopped.self) { try engine(watch).checkStopped() }
  }

  @Test func workThatIsDoneToItsEndIsNotAsked() throws {
    let watch = WorkWatch()
    watch.stop()
    _ = try CholeskyFactorTests.factor(
      CholeskyFactorTests.matrix(300), as: Double.self, engine: engine(watch).untilDone)
    try engine(watch).untilDone.checkStopped()
  }

  @Test(arguments: [1, 3]) func aPassLeavesOutTheChunksThatAreLeft(_ threads: Int) {
    let watch = WorkWatch()
    let engine = Engine(kernels: .best, team: .shared(size: threads, isPatient: true), watch: watch)
    let calls = Atomic(0)
    let sums: WorkBuffer<Double> = RowPass(rowCount: 6400, engine: engine).reduce(
      count: 2, chunkLength: 64, work: 1 << 30
    ) {
    } add: { chunk, _, sums in
      if calls.add(1, ordering: .relaxed).newValue == 5 { watch.stop() }
      sums[0] += Double(chunk.rows.count)
    }
    // One for each member may have begun by then.
    #expect(sums.count == 2 && calls.load(ordering: .relaxed) < 5 + threads)
    #expect(sums[0] <= Double(64 * (5 + threads)))
  }

  @Test func whatSumsUpMayComputeOnceMore() {
    let watch = WorkWatch()
    watch.stop()
    #expect(watch.isStopped && watch.isStopRequested)
    watch.allowEnding(nanoseconds: nil)
    #expect(!watch.isStopped && watch.isStopRequested)
    watch.allowEnding(nanoseconds: 0)
    #expect(watch.isStopped)
    watch.reset()
    #expect(!watch.isStopped && !watch.isStopRequested)
  }

  @Test func progressIsThatOfTheInnermostPhase() throws {
    let watch = WorkWatch()
    #expect(watch.progress == nil)
    let outer = watch.begin(.preparing)
    let loop = watch.begin(nil, of: 10)
    loop.advance(by: 4)
    var progress = try #require(watch.progress)
    #expect(progress.phase == .preparing && progress.done == 4 && progress.count == 10)
    let inner = watch.begin(.factorising, of: 3)
    inner.reach(2)
    progress = try #require(watch.progress)
    #expect(progress.phase == .factorising && progress.done == 2 && progress.count == 3)
    watch.finish(inner)
    watch.finish(loop)
    progress = try #require(watch.progress)
    #expect(progress.phase == .preparing && progress.count == nil)
    watch.finish(outer)
    #expect(watch.progress == nil)
  }

  @Test func aPhaseHasTheWatchOfItsPlaceInTheProgram() {
    let watch = WorkWatch()
    let phase = WorkWatch.$current.withValue(watch) {
      WorkWatch.during(.scoring, of: 5) { watch.progress?.phase }
    }
    #expect(phase == .scoring && watch.progress == nil)
    #expect(WorkWatch.during(.scoring) { watch.progress } == nil)
  }
}
