using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Tests.Grains.Preferences;

public class IanaZonesTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("Etc/GMT+5")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("America/Port-au-Prince")]
    public void Zones_are_found_without_the_tables_of_ICU(string name)
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant);
        Assert.Equal(name, IanaZones.Find(name)?.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("Europe")]
    [InlineData("Europe/")]
    [InlineData("europe/berlin")]
    [InlineData("EUROPE/BERLIN")]
    [InlineData("Europe/Atlantis")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("/etc/localtime")]
    [InlineData("../zoneinfo/UTC")]
    [InlineData("Europe/../UTC")]
    [InlineData("./UTC")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("localtime")]
    [InlineData("tzdata.zi")]
    [InlineData("zone.tab")]
    [InlineData("+02:00")]
    [InlineData("UTC\0")]
    [InlineData("Европа/Берлин")]
    public void What_is_no_zone_is_not_looked_up_elsewhere(string name)
    {
        // Once found, a zone is kept under its name, and that must not let another spelling through.
        Assert.NotNull(IanaZones.Find("Europe/Berlin"));

        Assert.Null(IanaZones.Find(name));
        Assert.Null(IanaZones.Find(name + new string('x', 100)));
    }
}
