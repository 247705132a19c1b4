#!/bin/sh
# Run by unshare with namespaces of its own, as its first process: makes a root of this system's files that nothing can change,
# puts the units and what they need into it, and becomes systemd there. Nothing of it is left when it is killed.
#   boot-system.sh FOLDER, which has product/ (for /opt/moorgate), units/, etc/ (for /etc/moorgate), usr/ with programs that this
#   system lacks, and an empty mnt/
set -eu
folder=$1
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder/mnt"
root=$folder/mnt/root
mkdir "$root" "$folder/mnt/upper" "$folder/mnt/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/mnt/upper,workdir=$folder/mnt/work" "$root"
cp -a "$folder/usr/." "$root/usr/"

mount -t proc proc "$root/proc"
# What can be written to there is the kernel's own, which this system shares with its host.
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
for path in run tmp var/lib etc/systemd/system; do mount -t tmpfs -o mode=0755 tmpfs "$root/$path"; done
chmod 1777 "$root/tmp"

mkdir -p "$root/opt/moorgate" "$root/etc/moorgate"
mount --bind "$folder/product" "$root/opt/moorgate"
cp "$folder"/etc/* "$root/etc/moorgate/"
cp "$folder"/units/moorgate* "$root/etc/systemd/system/"
cp -r "$folder/units/sysusers.d" "$folder/units/tmpfiles.d" "$root/etc/"
systemd-sysusers --root="$root"
# They are about devices and settings of the host.
for unit in systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service \
  systemd-sysctl.service systemd-modules-load.service kmod-static-nodes.service systemd-tmpfiles-setup-dev.service; do
  ln -s /dev/null "$root/etc/systemd/system/$unit"
done

mkdir "$root/old"
cd "$root"
pivot_root . old
umount --lazy /old
# As systemd wants it: what one service mounts for another is seen.
mount --make-rshared /
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=moorgate.target
