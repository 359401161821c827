using FragGuard;
using FragGuard.Host;

// Nothing may open a file before this, or it gets the number of a standard stream.
StandardDescriptors.Open();

// The guard's own children must be quick and small: they never see the command line parser.
return args switch
{
    [KnobWriterChild.Verb, ..] => KnobWriterChild.Run(args.AsSpan(1)),
    [FilesSyncChild.Verb, ..] => FilesSyncChild.Run(args.AsSpan(1)),
    [ReserveHolderChild.Verb, ..] => ReserveHolderChild.Run(args.AsSpan(1)),
    _ => CommandLine.Run(args),
};
