import type { Plugin } from 'vite';
import type { OfflineManifest } from '../src/offline/offline-files.ts';

export function createOfflineManifest(folder: string): OfflineManifest;
export function offlinePlugin(): Plugin;
