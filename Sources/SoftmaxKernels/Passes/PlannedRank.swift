// A rank of a job that is only planned.

/// Says who it is, so that what it would exchange can be foreseen. It has nobody to exchange with.
package struct PlannedRank: Communicator {
  package let rank: Int
  package let size: Int
  /// As MPI does.
  package var movesParts: Bool { true }

  package init(rank: Int, size: Int) {
    precondition((0..<size).contains(rank), "one of some ranks")
    (self.rank, self.size) = (rank, size)
  }

  package func gather(_ own: [Double]) -> [[Double]] { preconditionFailure("nobody is there") }

  package func broadcast(_ numbers: [Double], from root: Int) -> [Double] {
    preconditionFailure("nobody is there")
  }
}
