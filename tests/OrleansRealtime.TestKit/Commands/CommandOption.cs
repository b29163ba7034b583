namespace OrleansRealtime.TestKit.Commands;

/// <summary>One option of a command, as its help lists it.</summary>
/// <param name="Name">Without the two hyphens.</param>
/// <param name="Value">The default; in capitals what is to be given; with bars between them the words to choose from; empty for a switch.</param>
internal sealed record CommandOption(string Name, string Value, string Meaning);
