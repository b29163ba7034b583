using System.Text.RegularExpressions;
using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed partial class ConnectionSettingsTests
{
    private const string Place = "Host=here;Database=realtime;Username=realtime;Password=secret";

    [Theory]
    [InlineData("", true)]
    [InlineData(";No Reset On Close=false", false)]
    public void A_pooled_connection_is_not_reset_unless_the_operator_wants_it(string wish, bool isUnreset)
    {
        var options = new StorageOptions { ConnectionString = Place + wish };

        Assert.Equal(isUnreset, new NpgsqlConnectionStringBuilder(ConnectionSettings.Pooled(options)).NoResetOnClose);
        Assert.Equal(isUnreset, new NpgsqlConnectionStringBuilder(ConnectionSettings.Cluster(options)).NoResetOnClose);
    }

    [Fact]
    public void No_statement_leaves_anything_behind_in_its_session() =>
        Assert.DoesNotContain(
            StoreSql.PostgreSql.OrleansQueries.Select(query => (string)query[1].Value!)
                .Concat(typeof(StoreSql).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => (string)property.GetValue(StoreSql.PostgreSql)!)),
            text => OfTheSession().IsMatch(text));

    // A setting with "true" behind it is the transaction's own.
    [GeneratedRegex(@"(\A|;)\s*(SET|LISTEN|PREPARE|DECLARE)\b|pg_(try_)?advisory_lock|set_config\((?!'\w+', '\w+', true\))|\bTEMP\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfTheSession();
}
