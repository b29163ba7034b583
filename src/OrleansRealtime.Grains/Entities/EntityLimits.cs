using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Entities;

/// <summary>The bounds of one entity, and the one field that means something here; section <c>Entities</c>.</summary>
public sealed class EntityLimits
{
    public const string Section = "Entities";

    /// <summary>The most fields. 2,000: a board's cards are its fields.</summary>
    public int MaxFields { get; set; } = 2_000;

    /// <summary>The most bytes of fields as JSON. 256 KiB: the whole head is written with every commit.</summary>
    public int MaxBytes { get; set; } = 256 * 1024;

    /// <summary>The most changes in the log. 1,000: a viewer at 10 edits a second may be away for a minute and a half.</summary>
    public int LogChanges { get; set; } = 1_000;

    /// <summary>The most bytes of changes in the log. 256 KiB: as much as a state, past that a state is cheaper.</summary>
    public int LogBytes { get; set; } = 256 * 1024;

    /// <summary>The field that says who is to see to the entity: a user, or an array of users. They are told so, and follow.</summary>
    public string AssigneeField { get; set; } = "assignee";

    /// <summary>How long a tombstone is kept.</summary>
    public TimeSpan TombstoneLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The most mutations that wait for one entity's next commit; one more is <c>overloaded</c>.</summary>
    public int MaxWaiting { get; set; } = 5_000;
}

internal sealed class EntityLimitsValidator : IValidateOptions<EntityLimits>
{
    public ValidateOptionsResult Validate(string? name, EntityLimits options)
    {
        var check = new OptionsCheck(EntityLimits.Section);
        check.Within(nameof(options.MaxFields), options.MaxFields, 1, 100_000);
        check.Within(nameof(options.MaxBytes), options.MaxBytes, 1_024, 16 * 1024 * 1024);
        check.Within(nameof(options.LogChanges), options.LogChanges, 0, 1_000_000);
        check.Within(nameof(options.LogBytes), options.LogBytes, 0, 64 * 1024 * 1024);
        check.Require(
            Names.IsField(options.AssigneeField),
            nameof(options.AssigneeField),
            $"is '{options.AssigneeField}'; it must be the name of a field, 1 to {Names.MaxFieldLength} characters");
        check.Within(nameof(options.TombstoneLifetime), options.TombstoneLifetime, TimeSpan.Zero, TimeSpan.FromDays(3_650));
        check.Within(nameof(options.MaxWaiting), options.MaxWaiting, 1, 100_000);
        return check.Result;
    }
}
