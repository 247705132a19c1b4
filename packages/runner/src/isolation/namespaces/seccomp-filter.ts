/** A filter of system calls (seccomp(2)): what an ordinary program does not need and what has opened sandboxes before. */
import { endianness } from 'node:os';

/** Numbers of system calls of one architecture. */
interface Architecture {
  /** As the kernel names it (linux/audit.h). */
  readonly audit: number;
  readonly denied: readonly number[];
  readonly clone: number;
  readonly clone3: number;
  /** Numbers from here on belong to another interface of the same processor. */
  readonly otherInterfaceFrom: number | null;
}

/** Since 424 every architecture has the same numbers. */
const common = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  clone3: 435,
  pidfd_getfd: 438,
  mount_setattr: 442,
  quotactl_fd: 443,
} as const;

const { clone3, ...deniedEverywhere } = common;

/**
 * Beside namespaces and mounts: keys, whose rings are not namespaced; tracing; modules and other kernels; handles that open
 * files by number; what is measured or run inside of the kernel.
 */
const x64: Architecture = {
  audit: 0xc000003e,
  clone: 56,
  clone3,
  otherInterfaceFrom: 0x40000000,
  denied: [
    ...Object.values(deniedEverywhere),
    101, // ptrace
    103, // syslog
    155, // pivot_root
    163, // acct
    165, // mount
    166, // umount2
    167, // swapon
    168, // swapoff
    169, // reboot
    172, // iopl
    173, // ioperm
    175, // init_module
    176, // delete_module
    179, // quotactl
    246, // kexec_load
    248, // add_key
    249, // request_key
    250, // keyctl
    256, // migrate_pages
    272, // unshare
    279, // move_pages
    298, // perf_event_open
    303, // name_to_handle_at
    304, // open_by_handle_at
    308, // setns
    310, // process_vm_readv
    311, // process_vm_writev
    312, // kcmp
    313, // finit_module
    320, // kexec_file_load
    321, // bpf
    323, // userfaultfd
  ],
};

const arm64: Architecture = {
  audit: 0xc00000b7,
  clone: 220,
  clone3,
  otherInterfaceFrom: null,
  denied: [
    ...Object.values(deniedEverywhere),
    39, // umount2
    40, // mount
    41, // pivot_root
    60, // quotactl
    89, // acct
    97, // unshare
    104, // kexec_load
    105, // init_module
    106, // delete_module
    116, // syslog
    117, // ptrace
    142, // reboot
    217, // add_key
    218, // request_key
    219, // keyctl
    224, // swapon
    225, // swapoff
    238, // migrate_pages
    239, // move_pages
    241, // perf_event_open
    264, // name_to_handle_at
    265, // open_by_handle_at
    268, // setns
    270, // process_vm_readv
    271, // process_vm_writev
    272, // kcmp
    273, // finit_module
    280, // bpf
    282, // userfaultfd
    294, // kexec_file_load
  ],
};

const architectures: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = { x64, arm64 };

/** Instructions of the classic Berkeley packet filter (linux/filter.h): code, jumps if true and false, operand. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const give = (action: number): Instruction => [0x06, 0, 0, action];
/** Compares, and skips so many instructions when it does not hold. */
const unlessEqual = (operand: number, skip: number): Instruction => [0x15, 0, skip, operand];
const unlessAtLeast = (operand: number, skip: number): Instruction => [0x35, 0, skip, operand];
const unlessAnyBit = (operand: number, skip: number): Instruction => [0x45, 0, skip, operand];

const allow = 0x7fff0000;
const failWith = (errno: number): number => 0x00050000 | errno;
const notPermitted = failWith(1);
/** With it a C library falls back to `clone`, whose flags can be looked at. */
const notImplemented = failWith(38);

/** Offsets in `struct seccomp_data`. */
const offsetOf = { number: 0, architecture: 4, firstArgument: 16 };

/** CLONE_NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWNS. */
const newNamespaces =
  0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x00020000;

const programOf = (architecture: Architecture): Instruction[] => [
  load(offsetOf.architecture),
  // Programs for another processor that this one can run too have other numbers.
  [0x15, 1, 0, architecture.audit],
  give(notPermitted),
  load(offsetOf.number),
  ...(architecture.otherInterfaceFrom === null
    ? []
    : [unlessAtLeast(architecture.otherInterfaceFrom, 1), give(notPermitted)]),
  ...architecture.denied.flatMap((number) => [unlessEqual(number, 1), give(notPermitted)]),
  unlessEqual(architecture.clone3, 1),
  give(notImplemented),
  unlessEqual(architecture.clone, 3),
  load(offsetOf.firstArgument),
  unlessAnyBit(newNamespaces, 1),
  give(notPermitted),
  give(allow),
];

/**
 * The filter as bytes for this processor, as `bwrap --seccomp` takes it; null for one whose numbers are not known here, and
 * whose scripts have everything else around them.
 */
export const seccompFilter = (architecture: NodeJS.Architecture = process.arch): Buffer | null => {
  const known = architectures[architecture];
  if (known === undefined || endianness() !== 'LE') return null;
  const program = programOf(known);
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, ifTrue, ifFalse, operand], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  });
  return bytes;
};
