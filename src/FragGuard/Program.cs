using FragGuard;
using FragGuard.Host;

// Nothing may open a file before this, or it gets the number of a standard stream.
StandardDescriptors.Open();

// The writer's child must be quick and small: it never sees the command line parser.
return args.Length > 0 && args[0] == KnobWriterChild.Verb
    ? KnobWriterChild.Run(args.AsSpan(1))
    : CommandLine.Run(args);
