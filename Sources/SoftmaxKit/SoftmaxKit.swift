// All of the library in one import.

@_exported public import SoftmaxData
@_exported public import struct SoftmaxFiles.Advice
@_exported public import protocol SoftmaxFiles.AdvisingError
@_exported public import struct SoftmaxFiles.FileError
@_exported public import struct SoftmaxFiles.RemedyWording
@_exported public import SoftmaxFormats
@_exported public import SoftmaxRegression
@_exported public import SoftmaxRemedies
@_exported public import SoftmaxReport
@_exported public import SoftmaxWorkflow
