using Microsoft.Extensions.Options;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains;

public sealed class LimitsTests
{
    [Fact]
    public void The_defaults_are_allowed()
    {
        Assert.True(new EntityLimitsValidator().Validate(null, new()).Succeeded);
        Assert.True(new IdempotencyLimitsValidator().Validate(null, new()).Succeeded);
        Assert.True(new InboxLimitsValidator().Validate(null, new()).Succeeded);
    }

    [Fact]
    public void All_that_is_wrong_is_named_at_once_as_it_is_configured_and_with_what_it_may_be()
    {
        Assert.Equal(
            [
                "Entities:MaxFields (Entities__MaxFields) is 0; it may be 1 to 100000.",
                "Entities:AssigneeField (Entities__AssigneeField) is ''; it must be the name of a field, 1 to 128 characters.",
            ],
            Failures(new EntityLimitsValidator().Validate(null, new() { MaxFields = 0, AssigneeField = "" })));
        Assert.Equal(
            ["Requests:KeyGrace (Requests__KeyGrace) is -00:00:01; it may be 00:00:00 to 365.00:00:00."],
            Failures(new IdempotencyLimitsValidator().Validate(null, new() { KeyGrace = TimeSpan.FromSeconds(-1) })));
        var inbox = new InboxLimits { MaxAge = TimeSpan.Zero, FoldWindows = { ["Deploy"] = TimeSpan.FromDays(2) } };
        Assert.Equal(
            [
                "Inbox:MaxAge (Inbox__MaxAge) is 00:00:00; it may be 00:01:00 to 3650.00:00:00.",
                "Inbox:FoldWindows:Deploy (Inbox__FoldWindows__Deploy) names a kind that is no word: [a-z][a-z0-9-]*.",
                "Inbox:FoldWindows:Deploy (Inbox__FoldWindows__Deploy) is 2.00:00:00; it may be 00:00:00 to 1.00:00:00.",
            ],
            Failures(new InboxLimitsValidator().Validate(null, inbox)));
    }

    [Fact]
    public void What_is_delivered_again_for_seven_days_is_remembered_for_longer()
    {
        Assert.Equal(
            ["Inbox:SourceLifetime (Inbox__SourceLifetime) is 7.00:00:00; it may be 8.00:00:00 to 3650.00:00:00."],
            Failures(new InboxLimitsValidator().Validate(null, new() { SourceLifetime = TimeSpan.FromDays(7) })));
        Assert.True(new InboxLimitsValidator().Validate(null, new() { SourceLifetime = TimeSpan.FromDays(8) }).Succeeded);
    }

    private static IEnumerable<string> Failures(ValidateOptionsResult result) => result.Failures ?? [];
}
