import { mkdirSync, writeFileSync } from "node:fs";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { ProcessSpec } from "./container-process.ts";
import { type ContainerMount, planContainerRoot } from "./container-root.ts";
import { ContainerConfigError, expandVariables, makeEnvironment } from "./environment.ts";
import { requireExecutable, StartError } from "./executable.ts";
import type { StoredImage } from "./image-store.ts";
import type { ContainerRun, PodContext } from "./pod-context.ts";
import { rewritePaths } from "./rewrite-paths.ts";
import { writeStartScript } from "./start-script.ts";
import { type ContainerUser, resolveUser } from "./user.ts";

export type PreparedContainer = { spec: ProcessSpec; terminationLog: string };

/**
 * All that is needed to start a container's process. Throws ContainerConfigError for what the API's objects lack and StartError
 * when the command is not there.
 */
export async function prepareContainer(
  ctx: PodContext,
  run: ContainerRun,
  image: StoredImage,
): Promise<PreparedContainer> {
  const { container } = run;
  const { node, pod } = ctx;
  const user = resolveUser(pod, container, image.config.user);
  const own = await makeEnvironment({ pod, container, podIP: ctx.podIP, reader: ctx.reader, services: node.services });
  const merged = { HOSTNAME: pod.metadata.name, ...image.config.env, ...own };
  const env: Record<string, string> = {
    HOME: user.uid === 0 ? "/root" : "/",
    ...merged,
    PATH: joinPath(node.hostPath, merged),
  };
  const expand = (words: string[]) => words.map((word) => expandVariables(word, own));
  const command = expand(container.command ?? image.config.entrypoint);
  const args = expand(container.args ?? (container.command ? [] : image.config.cmd));
  const argv = [...command, ...args];
  if (!argv[0]) throw new ContainerConfigError("no command specified");
  const workingDir = container.workingDir || image.config.workingDir;

  const folder = join(ctx.podDir, "containers", container.name);
  const terminationLog = join(folder, `termination-log-${run.status.restartCount}`);
  await mkdir(folder, { recursive: true });
  await writeFile(terminationLog, "");
  await chmod(terminationLog, 0o666);
  const mounts = containerMounts(ctx, run);
  const logPlace = { path: container.terminationMessagePath || "/dev/termination-log", source: terminationLog };
  const start = { argv, env, workingDir, image, mounts, logPlace, user, folder };
  const spec = node.isolation.kind === "none" ? await rewritten(start) : isolated(ctx, run, start);
  return { spec, terminationLog };
}

type Start = {
  argv: string[];
  env: Record<string, string>;
  workingDir: string;
  image: StoredImage;
  mounts: ContainerMount[];
  logPlace: { path: string; source: string };
  user: ContainerUser;
  folder: string;
};

/** The container in its own mount namespace. */
function isolated(ctx: PodContext, run: ContainerRun, start: Start): ProcessSpec {
  const { argv, env, workingDir, folder, user } = start;
  const { node } = ctx;
  const canSwitchUser = node.isolation.kind === "root";
  const root = planContainerRoot({
    rootfs: start.image.rootfs,
    mounts: start.mounts,
    terminationLog: start.logPlace,
    hostPath: node.hostPath,
    nodeDataDir: node.dataDir,
    isRootUser: user.uid === 0 || !canSwitchUser,
  });
  root.tree.open(workingDir);
  requireExecutable({ command: argv[0] ?? "", path: env.PATH ?? "", workingDir, locate: root.locate });
  const [rootDir, scratchDir, script] = [join(folder, "root"), join(folder, "scratch"), join(folder, "start.sh")];
  for (const path of [rootDir, scratchDir]) mkdirSync(path, { recursive: true });
  const text = writeStartScript({
    root: root.tree.root,
    nested: root.nested,
    covered: root.covered,
    rootDir,
    scratchDir,
    readOnlyRoot: run.container.securityContext?.readOnlyRootFilesystem ?? false,
    ...(canSwitchUser && (user.uid !== 0 || user.gid !== 0 || user.groups.length > 0) && { user }),
  });
  writeFileSync(script, text);
  const [command = "", ...options] = node.isolation.unshare;
  return { command, args: [...options, "/bin/sh", script, workingDir, ...argv], env, cwd: folder };
}

/** The container without a view of its own: paths of mounts and image files are replaced by the host's in all it is told. */
async function rewritten(start: Start): Promise<ProcessSpec> {
  const { image, mounts, logPlace, folder, user } = start;
  const names = await imageFolders(image.rootfs);
  const places = [
    ...names.map((path) => ({ containerPath: path, hostPath: join(image.rootfs, path) })),
    ...mounts.map(({ mountPath, source }) => ({ containerPath: mountPath, hostPath: source })),
    { containerPath: logPlace.path, hostPath: logPlace.source },
  ];
  const rewrite = (text: string) => rewritePaths(text, places);
  const [command = "", ...args] = start.argv.map(rewrite);
  const { PATH = "", ...own } = start.env;
  const env = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, rewrite(value)]));
  const path = PATH.split(":").map(rewrite).join(":");
  const cwd = start.workingDir === "/" ? folder : rewrite(start.workingDir);
  requireExecutable({ command, path, workingDir: cwd, locate: (place) => place });
  const canSwitchUser = process.getuid?.() === 0 && user.uid !== 0;
  return {
    command,
    args,
    env: { ...env, HOME: folder, PATH: path },
    cwd,
    ...(canSwitchUser && { uid: user.uid, gid: user.gid }),
  };
}

/** The image's own folders: the topmost ones that the host lacks, and its files beside the host's. */
async function imageFolders(rootfs: string, path = "/"): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(rootfs, path), { withFileTypes: true })) {
    const place = posix.join(path, entry.name);
    const isOnHost = await readdir(place).then(
      () => true,
      () => false,
    );
    if (entry.isDirectory() && isOnHost) found.push(...(await imageFolders(rootfs, place)));
    else found.push(place);
  }
  return found;
}

function containerMounts(ctx: PodContext, run: ContainerRun): ContainerMount[] {
  return (run.container.volumeMounts ?? []).map(({ name, mountPath, subPath, readOnly }) => {
    const volume = ctx.volumes.get(name);
    if (!volume) throw new StartError(`volume "${name}" is not mounted`);
    const source = subPath ? join(volume.hostPath, posix.normalize(`/${subPath}`)) : volume.hostPath;
    if (subPath && !volume.readOnly) mkdirSync(source, { recursive: true });
    return {
      mountPath: posix.normalize(mountPath).replace(/(.)\/$/, "$1"),
      source,
      readOnly: volume.readOnly || readOnly === true,
    };
  });
}

/** This Node goes first, then what the image asks for, then the host's own folders. */
function joinPath(hostPath: string, env: Record<string, string | undefined>): string {
  const [first = "", ...rest] = hostPath.split(":");
  return [...new Set([first, ...(env.PATH?.split(":") ?? []), ...rest])].filter(Boolean).join(":");
}
