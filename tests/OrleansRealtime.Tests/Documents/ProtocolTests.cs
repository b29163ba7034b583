using System.Globalization;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Tests.Documents;

/// <summary>PROTOCOL.md is what clients are written from: its tables are those of the code.</summary>
public class ProtocolTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("src", "PROTOCOL.md"));

    [Fact]
    public void The_table_of_errors_is_that_of_the_code() => Assert.Equal(
        ProblemCodes.All.Select(row => $"| `{row.Code}` | {row.Status} | {row.Title} |"),
        RowsOf("## Errors"));

    [Fact]
    public void The_table_of_goodbyes_is_that_of_the_code() => Assert.Equal(
        GoodbyeCodes.All.Select(row =>
            $"| `{row.Code}` | {row.ReconnectAfterMs?.ToString(CultureInfo.InvariantCulture) ?? "null"} | {row.Reason} |"),
        RowsOf("## Goodbyes"));

    [Fact]
    public void Every_code_is_in_the_table_once_with_a_status_that_suits_it()
    {
        Assert.Distinct(ProblemCodes.All.Select(row => row.Code));
        Assert.All(ProblemCodes.All, row => Assert.Equal(row.Status is 429 or 503, row.RetryAfterSeconds is not null));
        var fields = typeof(ProblemCodes).GetFields().Where(field => field.FieldType == typeof(ProblemCode));
        Assert.Equal(fields.Select(field => ((ProblemCode)field.GetValue(null)!).Code).Order(), ProblemCodes.All.Select(row => row.Code).Order());
    }

    private static IEnumerable<string> RowsOf(string heading) => Lines
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
}
