// What scikit-learn says of a table of numbers, categories and a boolean.

/// A table and its probabilities.
///
/// scikit-learn 1.9.1, NumPy 2.4.6, SciPy 1.17.1, Python 3.11.7: Fixtures/mixed_table.py, newton-cholesky with tol
/// 1e-12.
enum MixedTableGolden {
  /// The penalty.
  static let l2Penalty = 0.02

  /// The rows that have figures below, counted from 0.
  static let rows = [0, 6, 12, 18, 24, 30, 36, 42, 48, 54]

  /// The classes, in the figures' order.
  static let classes = ["buys", "leaves", "waits"]

  /// Probabilities of columns as they are, a row for each of `rows`.
  static let raw: [[Double]] = [
    [0.6362087403520921, 0.11025450822493695, 0.253536751422971],
    [0.00019363256731716152, 0.9575525341639601, 0.04225383326872271],
    [0.9255798789156738, 0.009809358429708561, 0.06461076265461764],
    [0.8723662155045065, 0.011480841152326168, 0.1161529433431673],
    [0.14362185082949927, 0.2818973303603497, 0.574480818810151],
    [0.15753547370242532, 0.49032025169523746, 0.3521442746023372],
    [0.15199343232308157, 0.3290349449273809, 0.5189716227495376],
    [0.06304931276362816, 0.36235505067420093, 0.5745956365621708],
    [0.0053921965302999595, 0.897039373912264, 0.09756842955743612],
    [0.4825801203744678, 0.12978796769689188, 0.38763191192864044],
  ]

  /// Probabilities of standardised columns, a row for each of `rows`.
  static let standardized: [[Double]] = [
    [0.7024082543343598, 0.08824650009903054, 0.20934524556660963],
    [0.0010728763738985278, 0.9495952164118002, 0.04933190721430119],
    [0.8481759695917533, 0.04251811029765001, 0.10930592011059663],
    [0.9027311681417206, 0.014537823075089369, 0.08273100878319],
    [0.07903961681153152, 0.38597814352732374, 0.5349822396611448],
    [0.35268772843819707, 0.35263796917402196, 0.2946743023877809],
    [0.24700599983177382, 0.27848796303135465, 0.4745060371368714],
    [0.09842699574611559, 0.2838273716110719, 0.6177456326428125],
    [0.055027718013131256, 0.8164862746398591, 0.12848600734700955],
    [0.5001685646297749, 0.12713091026443946, 0.37270052510578566],
  ]

  /// The table.
  static let text = #"""
    age,income,colour,town,member,choice
    56,4366.87,green,Olten,yes,buys
    75,3279.89,red,Chur,no,buys
    59,7743.22,green,Chur,no,leaves
    76,2658.87,green,Basel,no,buys
    50,4625.61,red,Olten,no,waits
    30,?,red,Basel,no,leaves
    23,4989.98,green,"La ""Tène""",no,leaves
    NA,4202.13,green,Olten,no,waits
    52,NA,"blue, dark",Olten,no,leaves
    41,3150.16,green,"La ""Tène""",no,waits
    65,4710.79,"blue, dark",Chur,yes,buys
    64,4870.01,green,Basel,no,waits
    76,4573.28,green,"La ""Tène""",no,buys
    48,6385.7,red,Olten,no,waits
    28,4768.53,green,Chur,no,leaves
    69,1063.91,green,Olten,no,buys
    54,2704.04,green,Olten,yes,buys
    71,7674.26,red,"La ""Tène""",yes,buys
    54,2371.76,red,"La ""Tène""",no,buys
    58,,green,"La ""Tène""",no,leaves
    NA,1962.06,red,Chur,yes,buys
    59,5481.94,green,Olten,yes,buys
    58,4326.91,green,Olten,yes,buys
    68,2089.12,"blue, dark",Basel,yes,buys
    57,?,"blue, dark",Olten,no,leaves
    45,7001.43,green,"La ""Tène""",yes,leaves
    22,,green,Basel,no,leaves
    74,3950.41,green,Olten,no,buys
    56,4106.49,"blue, dark",Basel,no,waits
    30,4203.0,"blue, dark",Basel,no,leaves
    42,3840.99,green,Basel,yes,waits
    ?,3619.15,"blue, dark",Olten,no,waits
    ,1386.9,red,Chur,yes,buys
    62,2475.27,"blue, dark","La ""Tène""",no,buys
    55,5067.54,red,Olten,no,buys
    70,NA,"blue, dark",Olten,yes,leaves
    59,7039.51,red,"La ""Tène""",no,waits
    72,5135.45,red,Olten,no,buys
    73,7153.87,red,Chur,yes,buys
    18,3555.13,red,Chur,no,leaves
    ,1807.14,"blue, dark","La ""Tène""",yes,buys
    25,4649.39,green,Basel,no,leaves
    ,6672.15,red,Olten,no,waits
    58,2949.47,green,"La ""Tène""",yes,buys
    70,2714.9,red,"La ""Tène""",no,buys
    NA,3889.95,red,Chur,no,buys
    41,3721.73,"blue, dark",Chur,yes,waits
    47,1044.54,"blue, dark",Chur,yes,buys
    20,3237.59,green,"La ""Tène""",yes,leaves
    58,1166.99,"blue, dark",Basel,yes,buys
    33,7473.65,red,Chur,no,leaves
    ?,1353.85,red,Olten,yes,buys
    ,6452.66,red,Chur,yes,waits
    66,4968.83,"blue, dark",Basel,yes,buys
    ?,3231.45,"blue, dark",Olten,yes,waits
    59,5421.5,green,Basel,no,leaves
    73,3134.4,"blue, dark",Chur,no,waits
    28,4566.53,red,Olten,no,leaves
    39,4113.02,red,Olten,no,waits
    73,1422.97,"blue, dark",Basel,no,buys

    """#
}
