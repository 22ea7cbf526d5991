// The two widths in which the kernels factor and solve, and which entries of the table belong to each.

internal import CSoftmaxKernels

/// Float or Double. The requirements hand their arguments to the table, unchecked: `KernelTable` has checked them.
package protocol FactorScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  @unsafe static func addProducts(
    _ table: KernelTable, scale: Self, _ left: UnsafePointer<Self>, _ leftStride: Int,
    _ right: UnsafePointer<Self>,
    _ rightStride: Int, rowCount: Int, leftCount: Int, rightCount: Int, _ target: UnsafeMutablePointer<Self>,
    _ targetStride: Int, _ workspace: UnsafeMutablePointer<Self>)
  @unsafe static func addRowDots(
    _ table: KernelTable, _ matrix: UnsafePointer<Self>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ vector: UnsafePointer<Self>, _ results: UnsafeMutablePointer<Self>)
  @unsafe static func addScaledRows(
    _ table: KernelTable, _ matrix: UnsafePointer<Self>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ factors: UnsafePointer<Self>, _ sums: UnsafeMutablePointer<Self>)
  @unsafe static func scaleBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Self>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ rowFactors: UnsafePointer<Self>, _ columnFactors: UnsafePointer<Self>)
  @unsafe static func factorBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Self>, _ stride: Int, order: Int
  ) -> Int
  @unsafe static func invertBlock(
    _ table: KernelTable, _ block: UnsafePointer<Self>, _ stride: Int, order: Int,
    _ inverse: UnsafeMutablePointer<Self>, _ inverseStride: Int)
}

extension Float: FactorScalar {
  @unsafe package static func addProducts(
    _ table: KernelTable, scale: Float, _ left: UnsafePointer<Float>, _ leftStride: Int,
    _ right: UnsafePointer<Float>,
    _ rightStride: Int, rowCount: Int, leftCount: Int, rightCount: Int, _ target: UnsafeMutablePointer<Float>,
    _ targetStride: Int, _ workspace: UnsafeMutablePointer<Float>
  ) {
    unsafe table.table.pointee.add_products(
      scale, left, leftStride, right, rightStride, rowCount, leftCount, rightCount, target, targetStride,
      workspace)
  }

  @unsafe package static func addRowDots(
    _ table: KernelTable, _ matrix: UnsafePointer<Float>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ vector: UnsafePointer<Float>, _ results: UnsafeMutablePointer<Float>
  ) {
    unsafe table.table.pointee.add_row_dots(matrix, stride, rowCount, columnCount, vector, results)
  }

  @unsafe package static func addScaledRows(
    _ table: KernelTable, _ matrix: UnsafePointer<Float>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ factors: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) {
    unsafe table.table.pointee.add_scaled_rows(matrix, stride, rowCount, columnCount, factors, sums)
  }

  @unsafe package static func scaleBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Float>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ rowFactors: UnsafePointer<Float>, _ columnFactors: UnsafePointer<Float>
  ) {
    unsafe table.table.pointee.scale_block(block, stride, rowCount, columnCount, rowFactors, columnFactors)
  }

  @unsafe package static func factorBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Float>, _ stride: Int, order: Int
  ) -> Int {
    unsafe table.table.pointee.factor_block(block, stride, order)
  }

  @unsafe package static func invertBlock(
    _ table: KernelTable, _ block: UnsafePointer<Float>, _ stride: Int, order: Int,
    _ inverse: UnsafeMutablePointer<Float>, _ inverseStride: Int
  ) {
    unsafe table.table.pointee.invert_block(block, stride, order, inverse, inverseStride)
  }
}

extension Double: FactorScalar {
  @unsafe package static func addProducts(
    _ table: KernelTable, scale: Double, _ left: UnsafePointer<Double>, _ leftStride: Int,
    _ right: UnsafePointer<Double>,
    _ rightStride: Int, rowCount: Int, leftCount: Int, rightCount: Int, _ target: UnsafeMutablePointer<Double>,
    _ targetStride: Int, _ workspace: UnsafeMutablePointer<Double>
  ) {
    unsafe table.table.pointee.add_products64(
      scale, left, leftStride, right, rightStride, rowCount, leftCount, rightCount, target, targetStride,
      workspace)
  }

  @unsafe package static func addRowDots(
    _ table: KernelTable, _ matrix: UnsafePointer<Double>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ vector: UnsafePointer<Double>, _ results: UnsafeMutablePointer<Double>
  ) {
    unsafe table.table.pointee.add_row_dots64(matrix, stride, rowCount, columnCount, vector, results)
  }

  @unsafe package static func addScaledRows(
    _ table: KernelTable, _ matrix: UnsafePointer<Double>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ factors: UnsafePointer<Double>, _ sums: UnsafeMutablePointer<Double>
  ) {
    unsafe table.table.pointee.add_scaled_rows64(matrix, stride, rowCount, columnCount, factors, sums)
  }

  @unsafe package static func scaleBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Double>, _ stride: Int, rowCount: Int, columnCount: Int,
    _ rowFactors: UnsafePointer<Double>, _ columnFactors: UnsafePointer<Double>
  ) {
    unsafe table.table.pointee.scale_block64(block, stride, rowCount, columnCount, rowFactors, columnFactors)
  }

  @unsafe package static func factorBlock(
    _ table: KernelTable, _ block: UnsafeMutablePointer<Double>, _ stride: Int, order: Int
  ) -> Int {
    unsafe table.table.pointee.factor_block64(block, stride, order)
  }

  @unsafe package static func invertBlock(
    _ table: KernelTable, _ block: UnsafePointer<Double>, _ stride: Int, order: Int,
    _ inverse: UnsafeMutablePointer<Double>, _ inverseStride: Int
  ) {
    unsafe table.table.pointee.invert_block64(block, stride, order, inverse, inverseStride)
  }
}
