// How a layer's size decides how it is worked on.

import SoftmaxKernels
import Testing

@Suite struct LayerShapeTests {
  @Test func manyClassesTakeSmallerTilesInWholeGroups() {
    #expect(LayerShape(classCount: 10, featureCount: 4).tileRowCount == 256)
    let shape = LayerShape(classCount: 1 << 16, featureCount: 1)
    #expect(shape.tileRowCount == 64)
    #expect((0..<shape.tileCount(of: 130)).map { shape.tile($0, of: 130) } == [0..<64, 64..<128, 128..<130])
    #expect(LayerShape(classCount: 1 << 30, featureCount: 1).tileRowCount == LayerShape.rowUnit)
  }

  @Test(arguments: [(1, 1), (3, 16), (17, 10), (40, 17), (33, 100)])
  func everyRowAndClassHasAPlaceOfItsOwnInATile(_ rowCount: Int, _ classCount: Int) {
    let shape = LayerShape(classCount: classCount, featureCount: 1)
    let places = (0..<rowCount).flatMap { row in
      (0..<classCount).map { shape.tileIndex(row: row, classIndex: $0) }
    }
    #expect(Set(places).count == rowCount * classCount)
    #expect(places.allSatisfy { $0 < shape.tileCount(rowCount: rowCount) })
  }
}
