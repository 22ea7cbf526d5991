// What a picture is made of.

/// One thing that is drawn.
public enum Mark: Sendable, Hashable {
  /// A filled rectangle. With whole-numbered sides its edges are sharp.
  case rectangle(Rectangle, Color)
  /// A filled convex polygon.
  case polygon([Point], Color)
  /// A filled circle.
  case disc(center: Point, radius: Double, Color)
  /// A line through points.
  case line([Point], Stroke)
  /// Pixels that fill a rectangle, each a sharp little rectangle; a title is what a reader or a pointer is told.
  case pixels(PixelImage, Rectangle, title: String?)
  /// A line of text.
  case label(Label)
}
