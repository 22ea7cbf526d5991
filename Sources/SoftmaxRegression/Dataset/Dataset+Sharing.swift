// What is said of all samples, where other processes hold some of them.

package import SoftmaxKernels

extension Dataset {
  /// How the samples are divided into parts, and between processes.
  package var sharing: RowSharing { features.sharing }

  /// All samples, those of other processes included.
  package var wholeSampleCount: Int { sharing.rowCount }

  /// How many samples each class has, those of other processes included.
  package var wholeClassCounts: [Int] {
    guard !sharing.isAlone else { return classCounts }
    return sharing.sums(classes.count) { samples, counts in
      for sample in samples { counts[Int(classIndices[sample])] += 1 }
    }
    .map { Int($0) }
  }

  /// The same samples, which each of some processes has: they share the work of fits.
  package func worked(by workers: any Communicator) -> Dataset {
    var shared = self
    // Passes over sparse rows keep what others sum column by column.
    shared.features = features.divided(
      sharing.worked(by: workers, unit: features.isSparse ? ColumnGradient.chunkRowCount : 1))
    return shared
  }

  /// The same samples, on which this process works alone, where it has all of them.
  package func workedAlone() -> Dataset {
    guard sharing.isWorkShared else { return self }
    var alone = self
    alone.features = features.divided(sharing.worked(by: LocalCommunicator(), unit: 1))
    return alone
  }

  /// Neighbouring samples at hand, as one part.
  package func slice(_ rows: Range<Int>) -> Dataset {
    var alone = self
    alone.features = features.divided(RowSharing(rowCount: sampleCount))
    return alone.samples(at: Array(rows))
  }
}
